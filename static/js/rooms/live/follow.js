// Keeps a page told: by a web socket; where sockets are blocked by server-sent events; where both are, by asking every
// few seconds. A message only says what is new: whoever calls this fetches what it missed. Used by live.js.
(() => {
  "use strict";

  const POLL = 10_000; // between looks when nothing tells us
  const LONGEST = 30_000; // between tries
  const PATIENCE = 8_000; // for a socket to open: some networks swallow it without a word
  const jitter = (ms) => ms * (0.5 + Math.random()); // or a whole hall would come back in the same instant
  const backOff = (tries) => jitter(Math.min(LONGEST, 500 * 2 ** Math.min(tries, 6)));

  // path: of the socket, "/ws/…"; the stream's is the same below "/sse/". hear(news): a message.
  // refresh(): look for yourself. woke(): look at once, whatever is on its way. tell(words): how the page is connected. Returns { stop, wake }.
  window.follow = ({ path, hear, refresh, woke = refresh, tell }) => {
    const failed = { socket: 0, stream: 0 };
    let socket = null;
    let stream = null;
    let polling = 0;
    let next = { socket: 0, stream: 0 };
    let over = false;

    const heard = (event) => {
      try {
        hear(JSON.parse(event.data));
      } catch {
        refresh();
      }
    };
    const connected = () => tell("You are connected: this page changes by itself.");
    const waiting = () => tell("Connecting again. Until then the page looks for news every few seconds.");

    const slowly = (on) => {
      if (on === Boolean(polling)) return;
      clearInterval(polling);
      polling = on ? setInterval(refresh, jitter(POLL)) : 0;
    };

    // Told to make room for others: no stream in its place, and no hurry to come back.
    const crowded = () => {
      endStream();
      slowly(true);
      tell("Too many pages are open here. This one looks for news every few seconds.");
      later("socket", connect, jitter(4 * LONGEST));
    };

    const later = (what, start, ms) => {
      clearTimeout(next[what]);
      next[what] = over ? 0 : setTimeout(start, ms);
    };

    // --- The socket -----------------------------------------------------------------------------
    // A browser or a policy may forbid sockets at once: Safari before 16 does not take 'self' to mean them.
    const opened = () => {
      try {
        return new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
      } catch {
        return null;
      }
    };
    const connect = () => {
      if (over || (socket && socket.readyState <= WebSocket.OPEN)) return;
      const mine = (socket = opened());
      if (!mine) {
        openStream();
        return;
      }
      const impatient = setTimeout(() => mine.close(), PATIENCE);
      mine.addEventListener("message", heard);
      mine.addEventListener("open", () => {
        clearTimeout(impatient);
        failed.socket = failed.stream = 0;
        endStream();
        slowly(false);
        connected();
      });
      mine.addEventListener("close", (event) => {
        clearTimeout(impatient);
        if (over || mine !== socket) return;
        failed.socket += 1;
        if (event.code === 4429) {
          crowded();
          return;
        }
        if (event.code === 4403) refresh(); // signed out, or left: the page finds out which
        if (failed.socket >= 2) openStream();
        else waiting();
        // With a stream in its place there is no hurry to come back; without any there is.
        later("socket", connect, stream && !polling ? jitter(LONGEST) : backOff(failed.socket));
      });
    };

    // --- The stream -----------------------------------------------------------------------------
    const openStream = () => {
      if (over || stream) return;
      if (!("EventSource" in window)) {
        slowly(true);
        return;
      }
      const mine = (stream = new EventSource(path.replace(/^\/ws\//, "/sse/")));
      mine.addEventListener("open", () => {
        failed.stream = 0;
        slowly(false);
        connected();
      });
      mine.addEventListener("message", heard);
      mine.addEventListener("gone", () => {
        endStream();
        refresh();
        later("stream", openStream, backOff(3));
      });
      mine.addEventListener("crowded", crowded);
      mine.addEventListener("error", () => {
        if (over || mine !== stream) return;
        failed.stream += 1;
        slowly(true);
        waiting();
        if (mine.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        endStream();
        later("stream", openStream, backOff(failed.stream));
      });
    };

    const endStream = () => {
      clearTimeout(next.stream);
      stream?.close();
      stream = null;
    };

    // --- Beginning and ending -------------------------------------------------------------------
    const wake = () => {
      if (over) return;
      woke();
      if (socket && socket.readyState <= WebSocket.OPEN) return;
      later("socket", connect, jitter(500));
    };
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") wake();
    });

    window.addEventListener("pageshow", (event) => {
      if (event.persisted) wake();
    });

    if ("WebSocket" in window) connect();
    else openStream();
    return {
      wake,
      stop: () => {
        over = true;
        endStream();
        clearInterval(polling);
        clearTimeout(next.socket);
        socket?.close();
      },
    };
  };
})();
