"""How the weights of `data_gateway.images.writing` are made; needs PyTorch, which no site has."""
