"""What every endpoint of `/api/v1/` stands on: its door, its pages, its filters, and the shapes it takes."""
