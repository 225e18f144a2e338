"""The September symposium: its programme, the invited cases, the counties' delegates, and what everybody reads of it.

Source: 企劃案「本會預計於 9 月底前舉辦《全國志願服務永續發展成果專題研討會》…在於進行跨縣市觀摩、政策對話與行動深化」.
"""
