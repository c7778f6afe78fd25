-- Nothing: here the constraint of the first step does. See the text of SQLite.
SELECT 1;
