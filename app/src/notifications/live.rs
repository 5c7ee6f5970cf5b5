use leptos::prelude::*;
#[cfg(target_arch = "wasm32")]
use mewayz::notifications::Notice;

/// What the stream has told this page.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    /// Notices that are unread.
    pub unread: RwSignal<i64>,
    /// Grows when a list that was read before is out of date.
    pub version: RwSignal<u32>,
}

impl Live {
    /// Starts with what the server knew when it made the page, and follows the stream while the page is looked at.
    pub fn provide(unread: i64) -> Self {
        let live = Self { unread: RwSignal::new(unread), version: RwSignal::new(0) };
        provide_context(live);
        #[cfg(target_arch = "wasm32")]
        browser::follow(live, ui::use_toasts());
        live
    }

    #[cfg(target_arch = "wasm32")]
    fn take(self, news: &News, toasts: ui::Toasts) {
        if news.unread != self.unread.get_untracked() || !news.notices.is_empty() {
            self.unread.set(news.unread);
            self.version.update(|version| *version += 1);
        }
        // One at a time is news; many are a list.
        if let [notice] = news.notices.as_slice()
            && !notice.read
        {
            toasts.info(notice.title.clone());
        }
    }
}

/// An event of the stream (server/src/live).
#[cfg(target_arch = "wasm32")]
#[derive(serde::Deserialize)]
struct News {
    unread: i64,
    notices: Vec<Notice>,
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::{cell::RefCell, rc::Rc, time::Duration};

    use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*};
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    use super::{Live, News};

    /// After a refusal, such as too many streams, the browser gives up by itself; we do not.
    const AGAIN: Duration = Duration::from_secs(60);
    /// `EventSource.CLOSED`
    const CLOSED: u16 = 2;

    /// The open stream and the newest notice it told of.
    #[derive(Default)]
    struct Stream {
        source: Option<EventSource>,
        last: String,
    }

    /// Browsers allow six connections to a server without HTTP/2, for all tabs together: a tab that nobody looks at needs none.
    pub(super) fn follow(live: Live, toasts: ui::Toasts) {
        let stream = Rc::new(RefCell::new(Stream::default()));
        Effect::new({
            let stream = stream.clone();
            move |_| open(&stream, live, toasts)
        });
        let listening = window_event_listener_untyped("visibilitychange", {
            let stream = stream.clone();
            move |_| if document().hidden() { close(&stream) } else { open(&stream, live, toasts) }
        });
        on_cleanup(move || listening.remove());
    }

    fn open(stream: &Rc<RefCell<Stream>>, live: Live, toasts: ui::Toasts) {
        if stream.borrow().source.is_some() || document().hidden() {
            return;
        }
        let url = format!("/events/notifications?after={}", stream.borrow().last);
        let Ok(source) = EventSource::new(&url) else { return };
        let heard = Closure::<dyn Fn(MessageEvent)>::new({
            let stream = stream.clone();
            move |event: MessageEvent| {
                stream.borrow_mut().last = event.last_event_id();
                let news = event.data().as_string().and_then(|text| serde_json::from_str::<News>(&text).ok());
                news.into_iter().for_each(|news| live.take(&news, toasts));
            }
        });
        let failed = Closure::<dyn Fn()>::new({
            let stream = stream.clone();
            move || retry(&stream, live, toasts)
        });
        let _ = source.add_event_listener_with_callback("news", heard.as_ref().unchecked_ref());
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        // They live as long as the page: it opens a stream a few times at most.
        heard.forget();
        failed.forget();
        stream.borrow_mut().source = Some(source);
    }

    fn close(stream: &Rc<RefCell<Stream>>) {
        if let Some(source) = stream.borrow_mut().source.take() {
            source.close();
        }
    }

    fn retry(stream: &Rc<RefCell<Stream>>, live: Live, toasts: ui::Toasts) {
        let is_over = stream.borrow().source.as_ref().is_some_and(|source| source.ready_state() == CLOSED);
        if !is_over {
            return;
        }
        close(stream);
        let stream = stream.clone();
        set_timeout(move || open(&stream, live, toasts), AGAIN);
    }
}
