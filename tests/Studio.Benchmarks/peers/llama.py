"""Reading and writing with a Llama in plain PyTorch, as transformers computes it: the other side of the benchmark "serving".

Takes the shape from a config.json; the weights are random, which changes nothing about the time. Prints one line of JSON.
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), dim=-1) * sin


def norm(x, weight, epsilon):
    return weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon))


class Llama:
    def __init__(self, config):
        hidden, wide = config["hidden_size"], config["intermediate_size"]
        self.layers, self.heads = config["num_hidden_layers"], config["num_attention_heads"]
        self.groups = config.get("num_key_value_heads", self.heads)
        self.size = hidden // self.heads
        self.epsilon = config.get("rms_norm_eps", 1e-5)
        self.theta = config.get("rope_theta", 10000.0)

        def made(*shape):
            return torch.randn(*shape) * 0.02

        self.words = made(config["vocab_size"], hidden)
        self.out = self.words if config.get("tie_word_embeddings") else made(config["vocab_size"], hidden)
        self.final = torch.ones(hidden)
        self.weights = [
            dict(
                q=made(hidden, hidden), k=made(self.groups * self.size, hidden), v=made(self.groups * self.size, hidden), o=made(hidden, hidden),
                gate=made(wide, hidden), up=made(wide, hidden), down=made(hidden, wide), before=torch.ones(hidden), after=torch.ones(hidden))
            for _ in range(self.layers)
        ]

    def forward(self, ids, cache):
        """Logits after the last token; the cache grows by the tokens."""
        past = cache[0][0].shape[2] if cache[0] is not None else 0
        rows, tokens = ids.shape
        angles = torch.outer(torch.arange(past, past + tokens).float(), 1.0 / self.theta ** (torch.arange(0, self.size, 2).float() / self.size))
        angles = torch.cat((angles, angles), dim=-1)
        cos, sin = angles.cos(), angles.sin()
        x = self.words[ids]
        for i, w in enumerate(self.weights):
            y = norm(x, w["before"], self.epsilon)
            q = rotate(F.linear(y, w["q"]).view(rows, tokens, self.heads, self.size).transpose(1, 2), cos, sin)
            k = rotate(F.linear(y, w["k"]).view(rows, tokens, self.groups, self.size).transpose(1, 2), cos, sin)
            v = F.linear(y, w["v"]).view(rows, tokens, self.groups, self.size).transpose(1, 2)
            if cache[i] is not None:
                k, v = torch.cat((cache[i][0], k), dim=2), torch.cat((cache[i][1], v), dim=2)
            cache[i] = (k, v)
            share = self.heads // self.groups
            if share > 1:
                k, v = k.repeat_interleave(share, dim=1), v.repeat_interleave(share, dim=1)
            y = F.scaled_dot_product_attention(q, k, v, is_causal=tokens > 1)
            x = x + F.linear(y.transpose(1, 2).reshape(rows, tokens, -1), w["o"])
            y = norm(x, w["after"], self.epsilon)
            x = x + F.linear(F.silu(F.linear(y, w["gate"])) * F.linear(y, w["up"]), w["down"])
        return F.linear(norm(x[:, -1], self.final, self.epsilon), self.out)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--config", required=True)
    options.add_argument("--prompt", type=int, default=512)
    options.add_argument("--new", type=int, default=128)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--threads", type=int, default=0)
    asked = options.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    with open(asked.config, encoding="utf-8") as file:
        config = json.load(file)
    model = Llama(config)
    prefill, decode = [], []
    with torch.no_grad():
        for _ in range(asked.rounds + 1):
            cache = [None] * model.layers
            ids = torch.randint(0, config["vocab_size"], (1, asked.prompt))
            began = time.perf_counter()
            last = model.forward(ids, cache).argmax(-1, keepdim=True)
            prefill.append(asked.prompt / (time.perf_counter() - began))
            cache = [None] * model.layers
            last = model.forward(ids[:, :8], cache).argmax(-1, keepdim=True)
            began = time.perf_counter()
            for _ in range(asked.new - 1):
                last = model.forward(last, cache).argmax(-1, keepdim=True)
            decode.append((asked.new - 1) / (time.perf_counter() - began))
    print(json.dumps({
        "engine": f"pytorch {torch.__version__}", "threads": torch.get_num_threads(), "prefill_tokens_per_s": statistics.median(prefill[1:]),
        "decode_tokens_per_s": statistics.median(decode[1:]),
    }))


if __name__ == "__main__":
    main()
