#!/usr/bin/env bash
# The commands of session.md, which `python examples/record.py CORPUS FOLDER > examples/session.md` writes anew.
# Usage: examples/session.sh CORPUS [FOLDER], for example pm_transcripts_3m.jsonl.gz. Index and files go into FOLDER
# (default: session). Ids are looked up; only the 20 labels are those of the lines that this corpus brings up.
set -euo pipefail

corpus=$(realpath "${1:?usage: session.sh CORPUS [FOLDER]}")
mkdir -p "${2:-session}"
cd "${2:-session}"
ln -sf "$corpus" .
export SENSEINDEX=indexes/pm SENSEINDEX_AUTHOR=editor

#| # A session on real speeches
#|
#| From a file of speeches to dictionary entries for *bank*, *interest*, *party* and *plant*. The corpus is 2,075 speeches and
#| interviews of Australian prime ministers, 1943 to 2018, on two CPU cores. [session.sh](../examples/session.sh) holds the
#| commands; [record.py](../examples/record.py) ran them from beginning to end and wrote this page. The comment after a
#| command is its wall time; `[...]` marks what is cut off.
#|
#| It was recorded with version 0.2.0 and its encoder, which is `fast` today: `--model fast` with `ingest` gives these numbers. The
#| commands are the same; today's tables have a column more, for subsenses, and other labels.
#|
#| Excerpts: PM Transcripts, Commonwealth of Australia, CC BY 3.0 AU. Older speeches are scanned, so some words are misread.
#|
#| ## Read the corpus and find the senses

senseindex ingest pm_transcripts_3m.jsonl.gz
senseindex induce

#| These two steps encode and cluster. They are done once. Everything below asks or corrects.
#|
#| ## Look at the four words

senseindex senses bank --examples 0
senseindex senses interest --examples 1 --window 7
senseindex senses party --examples 0
senseindex senses plant --examples 0

#| *interest* has the three senses that one expects: advantage, the price of a loan, and curiosity. *plant* has factory and
#| greenery. *party* is political twice, which is one time too many. *bank* is only money.
#|
#| In a script a sense is found by a word of its label; at a terminal one reads its id.

sense_of() { senseindex senses "$1" --examples 0 --format tsv | \
    awk -F'\t' -v word="$2" 'index($3, word) && !n++ {print $1}'; }
echo "$(sense_of interest inflation) $(sense_of interest fascinating)"

#| ## Is there a river bank?

senseindex query bank --context "The river burst its banks." -n 3 --window 6

#| One of these lines has a river. This command encodes the example, so it loads the model. A sense can be made of the line,
#| and what would come with it can be seen before:

river=$(senseindex query bank --context "The river burst its banks." -n 1 --format tsv | awk 'NR == 2 {print $1}')
senseindex sense create bank --like "$river" --label "edge of a river" --dry-run --lines 3
#| The second one is a river bank too, the third one is not. A wider margin stops between them.

senseindex sense create bank --like "$river" --label "edge of a river" --margin 0.2
senseindex sense rename bank%1 "financial institution"
senseindex sense define bank%1 "an institution that keeps and lends money"
senseindex senses bank --examples 1 --window 7

#| ## Merge: party is one sense here

political=$(sense_of party liberal) inside=$(sense_of party committee)
senseindex query --sense "$inside" -n 3 --window 6

#| These are political parties too, seen from inside. Celebrations are too rare here to have got a sense.

senseindex sense merge "$political" "$inside"
senseindex sense rename "$political" "political organisation"

#| A merge that was wrong is taken back:

concern=$(sense_of interest national) loan=$(sense_of interest inflation) curious=$(sense_of interest fascinating)
senseindex sense merge "$concern" "$curious"
senseindex undo
senseindex sense rename "$concern" advantage
senseindex sense rename "$loan" "loan price"
senseindex sense rename "$curious" curiosity
senseindex sense define "$loan" "what a borrower pays for the use of money"

#| ## Split: plant and equipment is not a power plant

factory=$(sense_of plant desalination) green=$(sense_of plant tree)
senseindex sense split "$factory"
senseindex senses plant --examples 2 --window 7

#| The third sense mixes machinery with factories. Labels will show which is which.

machine=$(sense_of plant equipment)
senseindex sense rename "$factory" "factory or power station"
senseindex sense rename "$green" "something that grows; to put it into the ground"
senseindex sense rename "$machine" "machinery and equipment"

#| ## Label 20 lines
#|
#| At a terminal each line waits for one key. Here the keys come through a pipe. The most informative line comes first.

echo 31212311121311112232 | senseindex label plant
senseindex label plant --propagate

#| 20 labels over three senses are few: the cross-validated accuracy is not surely better than the most frequent sense. So
#| look at what the labels moved, before you trust it.

senseindex senses plant --examples 0

#| ## Review the least certain lines

senseindex review plant -n 5 --window 8

#| Lines about tax on machinery go to that sense by hand, and no induction moves them away again.

lines=$(senseindex query plant --near depreciation,eligibility --format tsv | awk 'NR > 1 {print $1}')
senseindex sense move $lines "$machine"

#| ## Undo, redo, history

senseindex undo
senseindex redo
senseindex history -n 6
senseindex history party

#| Every edit has an author and a time, and can be taken back.
#|
#| ## Profile: what a sense looks like

senseindex profile plant -n 4

#| The best examples are whole sentences, of middle length and typical of the sense. One that an editor likes is ticked: it
#| comes first from now on, here and in every entry.

senseindex profile --sense "$loan" --show examples -n 3
fine=$(senseindex profile --sense "$loan" --show examples -n 3 --format tsv | awk 'NR == 4 {print $1}')
senseindex sense tick "$fine"
senseindex profile --sense "$loan" --show examples -n 2

#| Two senses side by side: *rate* and *low* belong to one, *mutual* and *common* to the other.

senseindex profile --sense "$loan" --contrast "$concern" -n 5

#| ## Change over time

senseindex profile interest --by decade --plot interest.png
senseindex profile interest --plot interest.html > /dev/null
senseindex profile interest --where "speaker = 'Howard, John'" --against "speaker = 'Hawke, Robert'"

#| ![interest by decade](pictures/interest.png)
#|
#| The price of a loan was talked of most in the 1980s, and little after 2010. The test finds no
#| trend in one direction (p is far above 0.05). The first two decades have few tokens. The page `interest.html` has the years,
#| and reads well on a telephone and in the dark.
#|
#| ## Patterns and frequencies

senseindex query --pattern "[lemma=\"high|low\"] [lemma=\"interest\" & sense=\"$loan\"] [lemma=\"rate\"]" -n 3 --window 5
senseindex query --pattern "[lemma=\"high|low\"] [lemma=\"interest\" & sense=\"$loan\"] [lemma=\"rate\"]" --count
senseindex query interest --group-by sense

#| One form by sense shows what is still to do: most lines with *interested* stand under advantage, not under curiosity.

senseindex query --pattern '[word="interested"]' --group-by sense
senseindex query interest --sense "$loan" --group-by speaker -n 6

#| `ipm` counts per million tokens of the speaker, so that short and long terms of office can be compared.
#|
#| ## Export
#|
#| The entries of the four words, in five formats:

printf '%s\n' bank interest party plant > words.txt
senseindex export --words words.txt --examples 1 -o entries.md
cat entries.md

#| The sentence that was ticked has a tick. The same entries for other tools:

senseindex export --words words.txt --format tei-lex0 -o entries.tei.xml
grep -n -m1 -A16 '<entry' entries.tei.xml
senseindex export --words words.txt --format dmlex -o entries.json
senseindex export --words words.txt --format lexonomy -o entries.lexonomy.xml
sed -n 3,14p entries.lexonomy.xml
senseindex export --words words.txt --format frac -o entries.ttl

#| All lines of a sense, with a header that asks again:

senseindex export interest --sense "$loan" -o lines.csv
head -5 lines.csv
senseindex export interest --sense "$loan" -o lines.tsv
senseindex export interest --sense "$loan" -o lines.xlsx
senseindex export interest --sense "$loan" -o lines.jsonl
senseindex export interest --sense "$loan" --format uses -o uses.csv
head -2 uses.csv

#| The whole corpus, every token with its sense, for CWB, NoSketch Engine, BlackLab and whatever reads CoNLL-U:

senseindex export --corpus -o speeches.conllu
senseindex export --corpus -o speeches.vert
sed -n 2004,2010p speeches.vert

#| One vector a sense, for every tool that reads word2vec: the centres, or static vectors learned on the corpus with senses in
#| the place of words.

senseindex export -o senses.vec
senseindex export --sense-vectors word2vec-sg -o learned.vec
grep -c "^interest%" learned.vec
ls -s --block-size=1K -1 entries.* lines.* uses.csv speeches.* *.vec interest.*
