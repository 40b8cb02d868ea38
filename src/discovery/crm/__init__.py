"""The ways out: one file a connector, behind one small interface; the only place that knows the network."""
