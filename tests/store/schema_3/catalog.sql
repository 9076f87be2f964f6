PRAGMA user_version = 3;
PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE "cell" (
   "segment_id" INTEGER REFERENCES "segment"("id"),
   "list_number" INTEGER,
   "lemma_id" INTEGER NOT NULL REFERENCES "lemma"("id"),
   "sense_id" INTEGER REFERENCES "sense"("id"),
   "size" INTEGER NOT NULL,
   PRIMARY KEY ("segment_id", "list_number")
);
INSERT INTO "cell" VALUES(1,0,2,NULL,4);
INSERT INTO "cell" VALUES(1,1,3,NULL,16);
INSERT INTO "cell" VALUES(1,2,5,NULL,4);
INSERT INTO "cell" VALUES(1,3,7,NULL,4);
INSERT INTO "cell" VALUES(1,4,8,NULL,4);
INSERT INTO "cell" VALUES(1,5,9,NULL,4);
INSERT INTO "cell" VALUES(1,6,10,NULL,4);
INSERT INTO "cell" VALUES(1,7,11,NULL,4);
INSERT INTO "cell" VALUES(1,8,12,NULL,4);
INSERT INTO "cell" VALUES(1,9,13,NULL,4);
INSERT INTO "cell" VALUES(1,10,14,NULL,4);
INSERT INTO "cell" VALUES(1,11,15,NULL,4);
INSERT INTO "cell" VALUES(2,0,2,NULL,2);
INSERT INTO "cell" VALUES(2,1,3,NULL,8);
INSERT INTO "cell" VALUES(2,2,5,NULL,2);
INSERT INTO "cell" VALUES(2,3,7,NULL,2);
INSERT INTO "cell" VALUES(2,4,8,NULL,2);
INSERT INTO "cell" VALUES(2,5,9,NULL,2);
INSERT INTO "cell" VALUES(2,6,10,NULL,2);
INSERT INTO "cell" VALUES(2,7,11,NULL,2);
INSERT INTO "cell" VALUES(2,8,12,NULL,2);
INSERT INTO "cell" VALUES(2,9,13,NULL,2);
INSERT INTO "cell" VALUES(2,10,14,NULL,2);
INSERT INTO "cell" VALUES(2,11,15,NULL,2);
INSERT INTO "cell" VALUES(3,0,3,NULL,1);
INSERT INTO "cell" VALUES(3,1,16,NULL,1);
CREATE TABLE "counter" (
   "name" TEXT PRIMARY KEY,
   "next_id" INTEGER
);
INSERT INTO "counter" VALUES('sense',4);
INSERT INTO "counter" VALUES('segment',4);
INSERT INTO "counter" VALUES('document',14);
INSERT INTO "counter" VALUES('sentence',26);
INSERT INTO "counter" VALUES('lemma',17);
INSERT INTO "counter" VALUES('occurrence',93);
CREATE TABLE "dead_occurrences" (
   "first_occurrence" INTEGER PRIMARY KEY,
   "end_occurrence" INTEGER NOT NULL
);
INSERT INTO "dead_occurrences" VALUES(1,9);
CREATE TABLE "document" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL,
   "content_hash" TEXT NOT NULL,
   "file" TEXT NOT NULL,
   "characters" INTEGER,
   "sentences" INTEGER,
   "tokens" INTEGER,
   "first_occurrence" INTEGER NOT NULL,
   "end_occurrence" INTEGER NOT NULL
);
INSERT INTO "document" VALUES(2,'money0','93be2427230d458dee1be9bda0de9b7471e6c41eb0914b04b42fe85e55fb5315','',50,2,10,9,16);
INSERT INTO "document" VALUES(3,'river1','8ec694ba51e05605ca3fc7e6e51ac788ee74bfbfb2920d7abd39592088587ddd','',55,2,12,16,24);
INSERT INTO "document" VALUES(4,'money1','e323bd22d1caaea97fb382b4bf226a9dbc28d54491062ed640e2bb638bd300fd','',50,2,10,24,31);
INSERT INTO "document" VALUES(5,'river2','ba18646fd7f08d5097179eafb035dae8bdb99fa299f5549e8e3444c92b8ede00','',55,2,12,31,39);
INSERT INTO "document" VALUES(6,'money2','cab5f7f597c195fecfee3114b54441fe3003eaf0729bb6d0f93065c1ab2fb37c','',50,2,10,39,46);
INSERT INTO "document" VALUES(7,'river3','9b6ddde15c04b18704235a3de51f246eb93cb8fcb967b3b95f22748007bf3883','',55,2,12,46,54);
INSERT INTO "document" VALUES(8,'money3','3d1f4e0fc9715553f94875eaccfc250f3a0f059aa200bfc314d25998df33dd72','',50,2,10,54,61);
INSERT INTO "document" VALUES(9,'river4','ea63f9cab8faeb9ea46ac4a9fb1beacffa7a10c7b09a92ca705688f5d6072dff','',55,2,12,61,69);
INSERT INTO "document" VALUES(10,'money4','c84a01192032eb4cc18e9b39c69dfbce4bb73c630f79fc401ecdc9862a8c356e','',50,2,10,69,76);
INSERT INTO "document" VALUES(11,'river5','f5aad2bfbe48fd3f9944c5f807973752c8a8af50913aef60620c0e87277d22e0','',55,2,12,76,84);
INSERT INTO "document" VALUES(12,'money5','bc1b185e8d27ae378a30f3bf240b32469ced2a4d2eb651fdef65d4c7996f134c','',50,2,10,84,91);
INSERT INTO "document" VALUES(13,'river0','fb4590bf5774b61564e6534ced0ca9a3bd1fc88d3ea92b10be2404edd3511d6c','',19,1,5,91,93);
CREATE TABLE "lemma" (
   "id" INTEGER PRIMARY KEY,
   "lemma" TEXT NOT NULL,
   "pos" TEXT NOT NULL,
   "frequency" INTEGER DEFAULT 0,
   "occurrences" INTEGER DEFAULT 0,
   "moved" INTEGER DEFAULT 0
);
INSERT INTO "lemma" VALUES(1,'the','',12,0,0);
INSERT INTO "lemma" VALUES(2,'river','',5,5,0);
INSERT INTO "lemma" VALUES(3,'bank','',23,23,24);
INSERT INTO "lemma" VALUES(4,'was','',6,0,0);
INSERT INTO "lemma" VALUES(5,'green','',5,5,0);
INSERT INTO "lemma" VALUES(6,'.','',23,0,0);
INSERT INTO "lemma" VALUES(7,'nobody','',5,5,0);
INSERT INTO "lemma" VALUES(8,'fished','',5,5,0);
INSERT INTO "lemma" VALUES(9,'from','',5,5,0);
INSERT INTO "lemma" VALUES(10,'that','',5,5,0);
INSERT INTO "lemma" VALUES(11,'lends','',6,6,0);
INSERT INTO "lemma" VALUES(12,'money','',6,6,0);
INSERT INTO "lemma" VALUES(13,'every','',6,6,0);
INSERT INTO "lemma" VALUES(14,'charges','',6,6,0);
INSERT INTO "lemma" VALUES(15,'interest','',6,6,0);
INSERT INTO "lemma" VALUES(16,'steep','',1,1,0);
CREATE TABLE "metadata" (
   "document_id" INTEGER PRIMARY KEY REFERENCES "document"("id")
, "year" INTEGER, "kind" TEXT);
INSERT INTO "metadata" VALUES(2,1990,'money');
INSERT INTO "metadata" VALUES(3,1991,'river');
INSERT INTO "metadata" VALUES(4,1991,'money');
INSERT INTO "metadata" VALUES(5,1992,'river');
INSERT INTO "metadata" VALUES(6,1992,'money');
INSERT INTO "metadata" VALUES(7,1993,'river');
INSERT INTO "metadata" VALUES(8,1993,'money');
INSERT INTO "metadata" VALUES(9,1994,'river');
INSERT INTO "metadata" VALUES(10,1994,'money');
INSERT INTO "metadata" VALUES(11,1995,'river');
INSERT INTO "metadata" VALUES(12,1995,'money');
INSERT INTO "metadata" VALUES(13,1990,'river');
CREATE TABLE "occurrence" (id INTEGER PRIMARY KEY, sentence_id INTEGER NOT NULL, position INTEGER NOT NULL, lemma_id INTEGER NOT NULL REFERENCES lemma(id), sense_id INTEGER REFERENCES sense(id), confidence INTEGER);
INSERT INTO "occurrence" VALUES(9,3,1,3,2,100);
INSERT INTO "occurrence" VALUES(10,3,2,11,NULL,NULL);
INSERT INTO "occurrence" VALUES(11,3,3,12,NULL,NULL);
INSERT INTO "occurrence" VALUES(12,4,0,13,NULL,NULL);
INSERT INTO "occurrence" VALUES(13,4,1,3,2,100);
INSERT INTO "occurrence" VALUES(14,4,2,14,NULL,NULL);
INSERT INTO "occurrence" VALUES(15,4,3,15,NULL,NULL);
INSERT INTO "occurrence" VALUES(16,5,1,2,NULL,NULL);
INSERT INTO "occurrence" VALUES(17,5,2,3,3,100);
INSERT INTO "occurrence" VALUES(18,5,4,5,NULL,NULL);
INSERT INTO "occurrence" VALUES(19,6,0,7,NULL,NULL);
INSERT INTO "occurrence" VALUES(20,6,1,8,NULL,NULL);
INSERT INTO "occurrence" VALUES(21,6,2,9,NULL,NULL);
INSERT INTO "occurrence" VALUES(22,6,3,10,NULL,NULL);
INSERT INTO "occurrence" VALUES(23,6,4,3,3,100);
INSERT INTO "occurrence" VALUES(24,7,1,3,2,100);
INSERT INTO "occurrence" VALUES(25,7,2,11,NULL,NULL);
INSERT INTO "occurrence" VALUES(26,7,3,12,NULL,NULL);
INSERT INTO "occurrence" VALUES(27,8,0,13,NULL,NULL);
INSERT INTO "occurrence" VALUES(28,8,1,3,2,100);
INSERT INTO "occurrence" VALUES(29,8,2,14,NULL,NULL);
INSERT INTO "occurrence" VALUES(30,8,3,15,NULL,NULL);
INSERT INTO "occurrence" VALUES(31,9,1,2,NULL,NULL);
INSERT INTO "occurrence" VALUES(32,9,2,3,3,100);
INSERT INTO "occurrence" VALUES(33,9,4,5,NULL,NULL);
INSERT INTO "occurrence" VALUES(34,10,0,7,NULL,NULL);
INSERT INTO "occurrence" VALUES(35,10,1,8,NULL,NULL);
INSERT INTO "occurrence" VALUES(36,10,2,9,NULL,NULL);
INSERT INTO "occurrence" VALUES(37,10,3,10,NULL,NULL);
INSERT INTO "occurrence" VALUES(38,10,4,3,3,100);
INSERT INTO "occurrence" VALUES(39,11,1,3,2,100);
INSERT INTO "occurrence" VALUES(40,11,2,11,NULL,NULL);
INSERT INTO "occurrence" VALUES(41,11,3,12,NULL,NULL);
INSERT INTO "occurrence" VALUES(42,12,0,13,NULL,NULL);
INSERT INTO "occurrence" VALUES(43,12,1,3,2,100);
INSERT INTO "occurrence" VALUES(44,12,2,14,NULL,NULL);
INSERT INTO "occurrence" VALUES(45,12,3,15,NULL,NULL);
INSERT INTO "occurrence" VALUES(46,13,1,2,NULL,NULL);
INSERT INTO "occurrence" VALUES(47,13,2,3,3,100);
INSERT INTO "occurrence" VALUES(48,13,4,5,NULL,NULL);
INSERT INTO "occurrence" VALUES(49,14,0,7,NULL,NULL);
INSERT INTO "occurrence" VALUES(50,14,1,8,NULL,NULL);
INSERT INTO "occurrence" VALUES(51,14,2,9,NULL,NULL);
INSERT INTO "occurrence" VALUES(52,14,3,10,NULL,NULL);
INSERT INTO "occurrence" VALUES(53,14,4,3,3,100);
INSERT INTO "occurrence" VALUES(54,15,1,3,2,100);
INSERT INTO "occurrence" VALUES(55,15,2,11,NULL,NULL);
INSERT INTO "occurrence" VALUES(56,15,3,12,NULL,NULL);
INSERT INTO "occurrence" VALUES(57,16,0,13,NULL,NULL);
INSERT INTO "occurrence" VALUES(58,16,1,3,2,100);
INSERT INTO "occurrence" VALUES(59,16,2,14,NULL,NULL);
INSERT INTO "occurrence" VALUES(60,16,3,15,NULL,NULL);
INSERT INTO "occurrence" VALUES(61,17,1,2,NULL,NULL);
INSERT INTO "occurrence" VALUES(62,17,2,3,3,100);
INSERT INTO "occurrence" VALUES(63,17,4,5,NULL,NULL);
INSERT INTO "occurrence" VALUES(64,18,0,7,NULL,NULL);
INSERT INTO "occurrence" VALUES(65,18,1,8,NULL,NULL);
INSERT INTO "occurrence" VALUES(66,18,2,9,NULL,NULL);
INSERT INTO "occurrence" VALUES(67,18,3,10,NULL,NULL);
INSERT INTO "occurrence" VALUES(68,18,4,3,3,100);
INSERT INTO "occurrence" VALUES(69,19,1,3,2,100);
INSERT INTO "occurrence" VALUES(70,19,2,11,NULL,NULL);
INSERT INTO "occurrence" VALUES(71,19,3,12,NULL,NULL);
INSERT INTO "occurrence" VALUES(72,20,0,13,NULL,NULL);
INSERT INTO "occurrence" VALUES(73,20,1,3,2,100);
INSERT INTO "occurrence" VALUES(74,20,2,14,NULL,NULL);
INSERT INTO "occurrence" VALUES(75,20,3,15,NULL,NULL);
INSERT INTO "occurrence" VALUES(76,21,1,2,NULL,NULL);
INSERT INTO "occurrence" VALUES(77,21,2,3,3,100);
INSERT INTO "occurrence" VALUES(78,21,4,5,NULL,NULL);
INSERT INTO "occurrence" VALUES(79,22,0,7,NULL,NULL);
INSERT INTO "occurrence" VALUES(80,22,1,8,NULL,NULL);
INSERT INTO "occurrence" VALUES(81,22,2,9,NULL,NULL);
INSERT INTO "occurrence" VALUES(82,22,3,10,NULL,NULL);
INSERT INTO "occurrence" VALUES(83,22,4,3,3,100);
INSERT INTO "occurrence" VALUES(84,23,1,3,2,100);
INSERT INTO "occurrence" VALUES(85,23,2,11,NULL,NULL);
INSERT INTO "occurrence" VALUES(86,23,3,12,NULL,NULL);
INSERT INTO "occurrence" VALUES(87,24,0,13,NULL,NULL);
INSERT INTO "occurrence" VALUES(88,24,1,3,2,100);
INSERT INTO "occurrence" VALUES(89,24,2,14,NULL,NULL);
INSERT INTO "occurrence" VALUES(90,24,3,15,NULL,NULL);
INSERT INTO "occurrence" VALUES(91,25,1,3,NULL,NULL);
INSERT INTO "occurrence" VALUES(92,25,3,16,NULL,NULL);
CREATE TABLE "segment" (
   "id" INTEGER PRIMARY KEY,
   "folder" TEXT NOT NULL,
   "occurrences" INTEGER NOT NULL,
   "bytes" INTEGER,
   "sha256" TEXT,
   "created" TEXT
);
INSERT INTO "segment" VALUES(1,'34d7da8476431952',60,2367,'ceadb01962d063ab07883fd6d461f1f8fa639c6bcfb460401f52a22fefe60f3f','2000-01-01');
INSERT INTO "segment" VALUES(2,'0b80f5e4a81f2f08',30,1647,'e094826a3d117da847dcbd8530a749283a754f160087a27739b11cc98f30d47b','2000-01-01');
INSERT INTO "segment" VALUES(3,'498002b11bbab0dc',2,535,'04e48e54a781ccf46dd91ff340cdc760a2a59ed197b9e991655c0629fea65db4','2000-01-01');
CREATE TABLE "sense" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL,
   "lemma_id" INTEGER NOT NULL REFERENCES "lemma"("id"),
   "number" INTEGER NOT NULL,
   "label" TEXT NOT NULL,
   "context_words" TEXT,
   "similar_words" TEXT,
   "size" INTEGER NOT NULL DEFAULT 0,
   "confidence" REAL,
   "centroid" BLOB,
   "retired" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "sense" VALUES(1,'bank%0',3,0,'unclear','[]','[]',0,NULL,NULL,0);
INSERT INTO "sense" VALUES(2,'bank%1',3,1,'lends, money, every, charges','["lends", "money", "every", "charges", "interest"]','[]',12,1.0,X'B3A5F43B69A2A0A8FF20CBA8F7A0DA1DA2A414A86BA6722880299B28361CE3A9',0);
INSERT INTO "sense" VALUES(3,'bank%2',3,2,'from, that, river, green','["from", "that", "river", "green", "nobody", "fished"]','[]',10,1.0,X'F33B1C28D9A375A8B91D30A9FFA0DF15FDA4DDA7B7A5A428B5297A28612289A9',0);
CREATE TABLE "sense_history" (
   "id" INTEGER PRIMARY KEY,
   "sense_id" INTEGER NOT NULL REFERENCES "sense"("id"),
   "time" TEXT NOT NULL,
   "action" TEXT NOT NULL,
   "detail" TEXT
);
INSERT INTO "sense_history" VALUES(1,2,'2026-11-21T03:23:10+00:00','induce','{"size": 12, "label": "lends, money, every, charges"}');
INSERT INTO "sense_history" VALUES(2,3,'2026-11-21T03:23:10+00:00','induce','{"size": 12, "label": "from, that, river, green"}');
CREATE TABLE "sentence" (
   "id" INTEGER PRIMARY KEY,
   "document_id" INTEGER NOT NULL REFERENCES "document"("id"),
   "start" INTEGER NOT NULL,
   "text" TEXT NOT NULL,
   "token_offsets" BLOB NOT NULL,
   "lemma_ids" BLOB NOT NULL
);
INSERT INTO "sentence" VALUES(3,2,0,'The bank lends money.',X'000384858501',X'010003000B000C000600');
INSERT INTO "sentence" VALUES(4,2,22,'Every bank charges interest.',X'000584878801',X'0D0003000E000F000600');
INSERT INTO "sentence" VALUES(5,3,0,'The river bank was green.',X'00038584838501',X'010002000300040005000600');
INSERT INTO "sentence" VALUES(6,3,26,'Nobody fished from that bank.',X'00068684848401',X'0700080009000A0003000600');
INSERT INTO "sentence" VALUES(7,4,0,'The bank lends money.',X'000384858501',X'010003000B000C000600');
INSERT INTO "sentence" VALUES(8,4,22,'Every bank charges interest.',X'000584878801',X'0D0003000E000F000600');
INSERT INTO "sentence" VALUES(9,5,0,'The river bank was green.',X'00038584838501',X'010002000300040005000600');
INSERT INTO "sentence" VALUES(10,5,26,'Nobody fished from that bank.',X'00068684848401',X'0700080009000A0003000600');
INSERT INTO "sentence" VALUES(11,6,0,'The bank lends money.',X'000384858501',X'010003000B000C000600');
INSERT INTO "sentence" VALUES(12,6,22,'Every bank charges interest.',X'000584878801',X'0D0003000E000F000600');
INSERT INTO "sentence" VALUES(13,7,0,'The river bank was green.',X'00038584838501',X'010002000300040005000600');
INSERT INTO "sentence" VALUES(14,7,26,'Nobody fished from that bank.',X'00068684848401',X'0700080009000A0003000600');
INSERT INTO "sentence" VALUES(15,8,0,'The bank lends money.',X'000384858501',X'010003000B000C000600');
INSERT INTO "sentence" VALUES(16,8,22,'Every bank charges interest.',X'000584878801',X'0D0003000E000F000600');
INSERT INTO "sentence" VALUES(17,9,0,'The river bank was green.',X'00038584838501',X'010002000300040005000600');
INSERT INTO "sentence" VALUES(18,9,26,'Nobody fished from that bank.',X'00068684848401',X'0700080009000A0003000600');
INSERT INTO "sentence" VALUES(19,10,0,'The bank lends money.',X'000384858501',X'010003000B000C000600');
INSERT INTO "sentence" VALUES(20,10,22,'Every bank charges interest.',X'000584878801',X'0D0003000E000F000600');
INSERT INTO "sentence" VALUES(21,11,0,'The river bank was green.',X'00038584838501',X'010002000300040005000600');
INSERT INTO "sentence" VALUES(22,11,26,'Nobody fished from that bank.',X'00068684848401',X'0700080009000A0003000600');
INSERT INTO "sentence" VALUES(23,12,0,'The bank lends money.',X'000384858501',X'010003000B000C000600');
INSERT INTO "sentence" VALUES(24,12,22,'Every bank charges interest.',X'000584878801',X'0D0003000E000F000600');
INSERT INTO "sentence" VALUES(25,13,0,'The bank was steep.',X'000384838501',X'01000300040010000600');
CREATE TABLE "setting" (
   "key" TEXT PRIMARY KEY,
   "value" TEXT
);
INSERT INTO "setting" VALUES('recipe','{"model": "all-MiniLM-L6-v2", "layers": "-1", "layer_operation": "mean", "piece_pooling": "mean", "window": 5, "token_weight": 1.0, "window_weight": 1.0, "sentence_weight": 1.0, "passage": 60, "dimension": 256, "codec": "sq8"}');
INSERT INTO "setting" VALUES('language','"en"');
INSERT INTO "setting" VALUES('pipeline','null');
INSERT INTO "setting" VALUES('all_tokens','false');
INSERT INTO "setting" VALUES('min_frequency','20');
INSERT INTO "setting" VALUES('projection_sha256','"730598744eda614d40a2409f40bcc0b2546c05913fd362982daaec865faccf42"');
CREATE UNIQUE INDEX "idx_document_name"
    ON "document" ("name");
CREATE INDEX "idx_sentence_document_id"
    ON "sentence" ("document_id");
CREATE UNIQUE INDEX "idx_lemma_lemma_pos"
    ON "lemma" ("lemma", "pos");
CREATE INDEX idx_lemma_nocase ON lemma (lemma COLLATE NOCASE);
CREATE UNIQUE INDEX "idx_sense_name"
    ON "sense" ("name");
CREATE INDEX "idx_sense_lemma_id"
    ON "sense" ("lemma_id");
CREATE INDEX "idx_sense_history_sense_id"
    ON "sense_history" ("sense_id");
CREATE INDEX "idx_cell_lemma_id_sense_id"
    ON "cell" ("lemma_id", "sense_id");
CREATE INDEX idx_occurrence_lemma_id ON occurrence (lemma_id);
COMMIT;
