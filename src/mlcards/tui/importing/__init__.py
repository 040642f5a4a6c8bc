"""What the import screens show, apart from any screen: pure, but for the look into folders."""
