-- Imports, lists of people, exports.
select;
