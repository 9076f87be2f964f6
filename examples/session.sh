#!/usr/bin/env bash
# The commands of session.md. Usage: examples/session.sh CORPUS [FOLDER], for example pm_transcripts_3m.jsonl.gz.
# Index and files go into FOLDER (default: session). The ids of lines and senses are those of that corpus.
set -euo pipefail

corpus=$(realpath "${1:?usage: session.sh CORPUS [FOLDER]}")
mkdir -p "${2:-session}"
cd "${2:-session}"
export SENSEINDEX=indexes/pm SENSEINDEX_AUTHOR=editor

# Read the corpus and find the senses
senseindex ingest "$corpus"
senseindex induce

# Look at the four words
senseindex senses bank --examples 0
senseindex senses interest --examples 0
senseindex senses party --examples 0
senseindex senses plant --examples 0

# Is there a river bank?
senseindex query bank --context "The river burst its banks." -n 3 --window 6
senseindex sense move 851660 bank%0
senseindex sense rename bank%1 "financial institution"
senseindex sense define bank%1 "an institution that keeps and lends money"

# Merge: party is one sense here
senseindex query --sense party%2 -n 3 --window 6
senseindex sense merge party%1 party%2
senseindex sense rename party%1 "political organisation"

# Split: plant and equipment is not a power plant
senseindex sense split plant%1
senseindex senses plant --examples 1
senseindex sense rename plant%1 "factory or power station"
senseindex sense rename plant%2 "something that grows; to put it into the ground"
senseindex sense rename plant%3 "machinery and equipment"

# Label 20 lines
echo 31222111213113132311 | senseindex label plant
senseindex label plant --propagate
senseindex senses plant --examples 0

# Review the least certain lines
senseindex review plant -n 5 --window 8
senseindex sense move 93463 323030 plant%3

# Undo, redo, history
senseindex undo
senseindex redo
senseindex history -n 6
senseindex history party

# Profile: what a sense looks like
senseindex profile plant -n 4
senseindex profile --sense interest%2 --show examples -n 2
senseindex profile --sense interest%2 --contrast interest%1 -n 5

# Change over time
senseindex sense rename interest%1 "advantage, concern"
senseindex sense rename interest%2 "price of a loan"
senseindex sense rename interest%3 curiosity
senseindex profile interest --by decade --plot interest.png

# Patterns and frequencies
senseindex query --cql '[lemma="high|low"] [lemma="interest" & sense="interest%2"] [lemma="rate"]' -n 3 --window 5
senseindex query --cql '[lemma="high|low"] [lemma="interest" & sense="interest%2"] [lemma="rate"]' --count
senseindex query interest --group-by sense
senseindex query --cql '[word="interested"]' --group-by sense
senseindex query interest --sense interest%2 --group-by speaker -n 6

# Export
printf '%s\n' bank interest party plant > words.txt
senseindex export --words words.txt --examples 1 -o entries.md
cat entries.md
senseindex export --words words.txt --examples 1 --format tei-lex0 -o entries.tei.xml
grep -n -m1 -A16 '<entry' entries.tei.xml
senseindex export --words words.txt --examples 1 --format dmlex -o entries.json
senseindex export --words words.txt --examples 1 --format lexonomy -o entries.lexonomy.xml
head -14 entries.lexonomy.xml
senseindex export --words words.txt --examples 1 --format frac -o entries.ttl
senseindex export interest --sense interest%2 --format csv -o lines.csv
head -5 lines.csv
senseindex export interest --sense interest%2 --format tsv -o lines.tsv
senseindex export interest --sense interest%2 --format xlsx -o lines.xlsx
senseindex export interest --sense interest%2 --format jsonl -o lines.jsonl
senseindex export interest --sense interest%2 --format uses -o uses.csv
head -2 uses.csv
senseindex export --corpus -o speeches.conllu
senseindex export --corpus -o speeches.vert
sed -n '2004,2010p' speeches.vert
senseindex export -o senses.vec
head -2 senses.vec
