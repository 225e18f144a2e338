"""The five rights of 個資法 第 3 條: asking, answering in time, the copy, erasing, and who looked at her data."""
