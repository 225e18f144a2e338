"""What an annual plan is measured by (績效指標): the shipped set as data, the judging, and where figures come from."""
