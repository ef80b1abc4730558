//! The only room that calls out: text messages, e-mail.
