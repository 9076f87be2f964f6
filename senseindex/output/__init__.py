"""What leaves an index: answers drawn for people and programs (`render`), and files for other tools (`files`).

It asks the rooms below for answers and reads the catalog's repositories; nothing is found, counted or changed here, and
no table is described a second time.
"""
