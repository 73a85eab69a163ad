module slipway/tests/cluster/programs/pause

go 1.26.0
