DELETE FROM record WHERE kind = $kind AND id = $id;
