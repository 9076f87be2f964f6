"""The senses of words: found in an index and saved (`induce`), in processes (`pool`), kept (`inventory`, `recentre`).

It knows the open index, its catalog and its vectors, and what an index remembers of how its senses were found.
It must not know how they are asked for, shown or edited; what needs only arrays stands in `algorithms`.
"""
