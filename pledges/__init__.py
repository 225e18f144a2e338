"""The counties' pledges for the international year of volunteers: words, photos, films, and the licence to use them."""
