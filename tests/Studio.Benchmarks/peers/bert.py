"""PyTorch eager, the peer of `studio bench`: a BERT classifier trained on random tokens, written the way Hugging Face writes it.

    python3 bert.py --preset bert-mini|bert-base [--batch B] [--length L] [--dtype fp32|bf16] [--steps N] [--dropout P] [--threads T]

Prints one JSON object with the median step.
"""
import argparse, json, resource, time
import torch
from torch import nn
import torch.nn.functional as F

SHAPES = {"bert-mini": (4, 256, 4, 1024, 32), "bert-base": (12, 768, 12, 3072, 8)}
VOCABULARY = 30522


class Layer(nn.Module):
    def __init__(self, hidden, heads, inner, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query, self.key, self.value, self.out = (nn.Linear(hidden, hidden) for _ in range(4))
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm1, self.norm2 = nn.LayerNorm(hidden, 1e-12), nn.LayerNorm(hidden, 1e-12)

    def forward(self, x, mask):
        b, n, h = x.shape
        q, k, v = (f(x).view(b, n, self.heads, h // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value))
        p = self.dropout if self.training else 0.0
        a = F.scaled_dot_product_attention(q, k, v, mask, p).transpose(1, 2).reshape(b, n, h)
        x = self.norm1(x + F.dropout(self.out(a), self.dropout, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.dropout, self.training))


class Bert(nn.Module):
    def __init__(self, layers, hidden, heads, inner, dropout):
        super().__init__()
        self.dropout = dropout
        self.words, self.places, self.types = nn.Embedding(VOCABULARY, hidden, padding_idx=0), nn.Embedding(512, hidden), nn.Embedding(2, hidden)
        self.norm = nn.LayerNorm(hidden, 1e-12)
        self.layers = nn.ModuleList(Layer(hidden, heads, inner, dropout) for _ in range(layers))
        self.pooler, self.classifier = nn.Linear(hidden, hidden), nn.Linear(hidden, 2)

    def forward(self, ids, mask):
        x = self.words(ids) + self.types(torch.zeros_like(ids)) + self.places(torch.arange(ids.shape[1]))
        x = F.dropout(self.norm(x), self.dropout, self.training)
        bias = None if mask is None else torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, torch.finfo(x.dtype).min)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return self.classifier(F.dropout(torch.tanh(self.pooler(x[:, 0])), self.dropout, self.training))


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--preset", choices=SHAPES, required=True)
    ask.add_argument("--batch", type=int)
    ask.add_argument("--length", type=int, default=128)
    ask.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32")
    ask.add_argument("--steps", type=int, default=10)
    ask.add_argument("--dropout", type=float, default=0.1)
    ask.add_argument("--threads", type=int)
    a = ask.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    layers, hidden, heads, inner, batch = SHAPES[a.preset]
    batch = a.batch or batch
    torch.manual_seed(0)
    model = Bert(layers, hidden, heads, inner, a.dropout).train()
    optimizer = torch.optim.AdamW(model.parameters(), 5e-5, fused=True)
    ids = torch.randint(1000, VOCABULARY, (batch, a.length))
    labels = torch.randint(0, 2, (batch,))
    seconds, cpu = [], []
    for step in range(a.steps + 2):
        start, used = time.perf_counter(), time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=a.dtype == "bf16"):
            loss = F.cross_entropy(model(ids, None), labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        loss.item()
        if step >= 2:
            seconds.append(time.perf_counter() - start)
            cpu.append(time.process_time() - used)
    median = sorted(seconds)[len(seconds) // 2]
    print(json.dumps({
        "engine": f"pytorch {torch.__version__}", "preset": a.preset, "batch": batch, "length": a.length, "dtype": a.dtype, "dropout": a.dropout, "threads": torch.get_num_threads(),
        "step_ms": 1000 * median, "samples_per_s": batch / median, "tokens_per_s": batch * a.length / median, "cpu_ms_per_step": 1000 * sorted(cpu)[len(cpu) // 2],
        "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


main()
