"""What lists of records are made of: columns, saved views, editing in place, bulk, exports."""
