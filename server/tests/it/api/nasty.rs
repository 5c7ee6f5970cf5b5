//! Values that have broken programs before, as they travel: already encoded for a form.

/// Name and encoded value.
pub const VALUES: [(&str, &str); 18] = [
    ("empty", ""),
    ("blank", "+++%0A%09"),
    ("emoji", "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7%F0%9F%87%A9%F0%9F%87%AA"),
    ("right to left", "%D7%A2%D7%93%D7%94+%D9%84%D9%88%D9%81"),
    ("direction override", "%E2%80%AEgnp.exe"),
    ("html", "%3Cscript%3Ealert%281%29%3C%2Fscript%3E%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E"),
    ("sql", "%27%29%3B+drop+table+users%3B+--"),
    ("backslash", "%5C%27+or+1%3D1"),
    ("nul", "a%00b"),
    ("nul alone", "%00"),
    ("controls", "%01%02%1B%5B31m%7F"),
    ("line ends", "a%0D%0ABcc%3A+eve%40example.com"),
    ("invalid utf-8", "%FF%FE%C3%28"),
    ("surrogate", "%ED%A0%80"),
    ("half an escape", "%E0%A4%A"),
    ("format", "%25s%25n%7B%7B7%2A7%7D%7D%24%7Bx%7D"),
    ("number", "-9223372036854775809"),
    ("path", "..%2F..%2F..%2Fetc%2Fpasswd"),
];

/// Bodies that are no form at all.
pub const BODIES: [(&str, &[u8]); 6] = [
    ("nothing", b""),
    ("json", b"{\"email\": \"ada@example.com\""),
    ("bytes", b"\xff\xfe\x00\x01\x80"),
    ("nul", b"\0\0\0\0"),
    ("ampersands", b"&&&&=&=&&"),
    ("brackets", b"workspace[0][a]=1&email[]=2&email[]=3&workspace=a&workspace=b"),
];
