//! The filter of the library as it stands in the address: it can be shared, and "back" leads to where one was.

use leptos_router::params::ParamsMap;
use mewayz::media::{Filter, Kind, Show, Sort};

/// Reads the filter; what cannot be read does not filter.
pub(super) fn read(map: &ParamsMap) -> Filter {
    let value = |name: &str| map.get(name).unwrap_or_default();
    let (show, sort) = (value("show"), value("sort"));
    Filter {
        search: value("q"),
        folder: value("folder").parse().ok(),
        everywhere: false,
        kind: Kind::from_name(&value("kind")),
        tag: value("tag"),
        show: Show::ALL.into_iter().find(|known| known.name() == show).unwrap_or_default(),
        sort: Sort::ALL.into_iter().find(|known| known.name() == sort).unwrap_or_default(),
    }
}

/// The query of a filter, with its question mark; what is usual is left out. `list` is how files are shown.
pub(super) fn write(filter: &Filter, list: bool) -> String {
    to_map(filter, list).to_query_string()
}

fn to_map(filter: &Filter, list: bool) -> ParamsMap {
    let mut map = ParamsMap::new();
    let mut put = |name: &'static str, value: String| {
        if !value.is_empty() {
            map.insert(name, value);
        }
    };
    put("q", filter.search.trim().to_owned());
    put("folder", filter.folder.map(|folder| folder.to_string()).unwrap_or_default());
    put("kind", filter.kind.map(|kind| kind.name().to_owned()).unwrap_or_default());
    put("tag", filter.tag.clone());
    put("show", if filter.show == Show::All { String::new() } else { filter.show.name().to_owned() });
    put("sort", if filter.sort == Sort::Newest { String::new() } else { filter.sort.name().to_owned() });
    put("view", if list { "list".to_owned() } else { String::new() });
    map
}

/// Whether files are shown as a list.
pub(super) fn is_list(map: &ParamsMap) -> bool {
    map.get("view").as_deref() == Some("list")
}

#[cfg(test)]
mod tests {
    use mewayz::ids::FolderId;

    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = Filter {
            search: "a & b".to_owned(),
            folder: Some(FolderId::new()),
            everywhere: false,
            kind: Some(Kind::Audio),
            tag: "été".to_owned(),
            show: Show::Unused,
            sort: Sort::Largest,
        };
        assert_eq!(read(&to_map(&filter, false)), filter);
        assert!(is_list(&to_map(&filter, true)));
        assert_eq!(write(&Filter::default(), false), "");
    }

    #[test]
    fn nonsense_does_not_filter() {
        let mut map = ParamsMap::new();
        for name in ["kind", "show", "sort", "folder", "view"] {
            map.insert(name, "x".to_owned());
        }
        assert_eq!(read(&map), Filter::default());
        assert!(!is_list(&map));
    }
}
