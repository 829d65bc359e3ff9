"""自分のリスト: places that a visitor keeps on their own device; the site stores nothing of it.

The address of the page holds the keys of the places, and so does the code on paper (`codes`).
"""
