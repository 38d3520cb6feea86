"""Whether what others build on (topics, events, HTTP) still keeps what the last release promised them."""
