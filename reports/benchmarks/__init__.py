"""What `./run bench` measures of statements, closings and long lists."""
