"""What the screens show, as rows of styled text: pure, from values, and tested without a terminal."""
