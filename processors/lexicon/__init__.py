"""The cues: words and phrases by which kinds, feelings and urgency are told.

A line is (answer, weight or rule, language, phrases). Weight 3 decides alone, 1 only adds up; 0 says nothing, in place of the
shorter cues within it ("waiting room"). No language: it counts wherever it stands. Phrases are cut by semicolons. A bar cuts
choices, so `is|was late` is two phrases, and brackets hold what may be left out, as in `(still) not`. A star stands for any
ending, # for a number. Short forms are written out: "did not" finds "didn't" too.
"""
