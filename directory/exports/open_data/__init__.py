"""The directory as 自治体標準オープンデータセット (デジタル庁) and as GeoJSON (docs/reference/open_data.md)."""
