"""The English booklet (英文成果冊): a year's best cases, translated passage by passage, as a book and an e-book."""
