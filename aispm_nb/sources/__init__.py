"""Sources fill the store: one file a source, each giving the rows of declared tables and naming what it cannot see."""
