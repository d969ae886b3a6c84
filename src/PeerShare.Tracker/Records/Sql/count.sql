SELECT count(*) FROM record WHERE kind = $kind AND id > $after AND id < $end;
