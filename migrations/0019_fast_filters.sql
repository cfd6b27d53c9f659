-- Indexes for filters at a million people.
select;
