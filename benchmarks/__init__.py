"""Programs that measure golddust, wear it out and throw rubbish at it. Each prints what it did; none is part of the product."""
