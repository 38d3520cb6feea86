"""How well the tiers tag, measured in public: labelled lines in, figures, a record of them, and the page about it out."""
