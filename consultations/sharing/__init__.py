"""What a link looks like elsewhere: its picture in a chat, the pages of crawlers, the icons."""
