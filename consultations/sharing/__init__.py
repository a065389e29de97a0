"""What a link looks like elsewhere: its picture in a chat, its card on other sites, what crawlers read, the icons."""
