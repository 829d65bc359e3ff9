"""What a city says of its site for everybody: アクセシビリティ方針 and 試験結果."""
