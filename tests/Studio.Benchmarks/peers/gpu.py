"""Hugging Face, the peer of `studio bench-gpu`: one part of its report, in the settings in which Hugging Face's own libraries are at their best.

    python3 gpu.py --part NAME --variant VARIANT [--device cuda|cpu] [--small]

Builds the model, warms up and prints {"ready": true, "memory_bytes": ...}; then measures once for each line on its standard input and prints what it took.
Needs torch for `limits`, transformers for the encoders and for writing, transformers and peft for adapters.
"""
import argparse, inspect, json, os, sys, tempfile, time

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
import torch

# The lengths of real texts as shares of the longest, the same as Studio's (a log-normal of sigma 0.7 by its twelfths).
MIX = [0.32, 0.45, 0.57, 0.68, 0.79, 0.92, 1.06, 1.24, 1.47, 1.80, 2.40, 4.0]
DECODERS = {
    "0.5b": dict(kind="qwen2", layers=24, hidden=896, heads=14, keys=2, inner=4864, words=151936, theta=1e6, tied=True),
    "1.5b": dict(kind="qwen2", layers=28, hidden=1536, heads=12, keys=2, inner=8960, words=151936, theta=1e6, tied=True),
    "8b": dict(kind="llama", layers=32, hidden=4096, heads=32, keys=8, inner=14336, words=128256, theta=5e5, tied=False),
    "small": dict(kind="llama", layers=10, hidden=384, heads=6, keys=6, inner=1024, words=32000, theta=1e4, tied=True),
}
# rows of a step, longest row, steps of a measurement
TRAINING = {
    "bert-mix": (128, 512, 40), "bert-128": (128, 128, 40), "bert-512": (32, 512, 40),
    "lora-0.5b": (8, 2048, 8), "lora-1.5b": (4, 2048, 8), "lora-8b": (1, 2048, 8),
}
WRITING = {"decode-1.5b-1": (1, 512, 128), "decode-1.5b-64": (64, 512, 128)}
WARM_UP = 6


def say(**told):
    print(json.dumps(told), flush=True)


def asked():
    return bool(sys.stdin.readline().strip())


class Device:
    def __init__(self, name):
        self.name, self.cuda = name, name == "cuda"
        self.held = self.used()

    def wait(self):
        if self.cuda:
            torch.cuda.synchronize()

    def used(self):
        if not self.cuda:
            return 0
        free, total = torch.cuda.mem_get_info()
        return total - free

    def memory(self):
        if self.cuda:
            return self.used() - self.held
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def limits(device, small):
    size, bytes_ = (512, 1 << 24) if small else (8192, 1 << 31)
    kind = torch.bfloat16 if device.cuda else torch.float32
    a, b = (torch.randn(size, size, device=device.name).to(kind) for _ in range(2))
    source, target = torch.zeros(bytes_, dtype=torch.uint8, device=device.name), torch.ones(bytes_, dtype=torch.uint8, device=device.name)

    def best(work):
        least = float("inf")
        for _ in range(10):
            device.wait()
            start = time.perf_counter()
            work()
            device.wait()
            least = min(least, time.perf_counter() - start)
        return least

    say(ready=True, memory_bytes=device.memory())
    while asked():
        say(flops=2 * size ** 3 / best(lambda: torch.mm(a, b)), bandwidth=2 * bytes_ / best(lambda: target.copy_(source)))


def decoder(name, positions, dtype, device):
    import transformers
    s = DECODERS[name]
    config = (transformers.Qwen2Config if s["kind"] == "qwen2" else transformers.LlamaConfig)(
        vocab_size=s["words"], hidden_size=s["hidden"], num_hidden_layers=s["layers"], num_attention_heads=s["heads"], num_key_value_heads=s["keys"],
        intermediate_size=s["inner"], max_position_embeddings=max(2048, positions), rope_theta=s["theta"], tie_word_embeddings=s["tied"],
        bos_token_id=1, eos_token_id=2, pad_token_id=0)
    try:
        import flash_attn  # noqa: F401
        attention = "flash_attention_2" if device.cuda else "sdpa"
    except ImportError:
        attention = "sdpa"
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device.name):
            return transformers.AutoModelForCausalLM.from_config(config, attn_implementation=attention)
    finally:
        torch.set_default_dtype(before)


def classifier(small):
    import transformers
    shape = (dict(hidden_size=256, num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024) if small
             else dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072))
    return transformers.AutoModelForSequenceClassification.from_config(transformers.BertConfig(vocab_size=30522, num_labels=2, **shape), attn_implementation="sdpa")


class Rows(torch.utils.data.Dataset):
    """Rows of random tokens of the given lengths; a language model learns all of them."""

    def __init__(self, lengths, writes):
        made = torch.Generator().manual_seed(0)
        self.rows = []
        for i, length in enumerate(lengths):
            ids = torch.randint(1000, 30000, (length,), generator=made).tolist()
            self.rows.append({"input_ids": ids, "labels": list(ids) if writes else i % 2, "length": length})

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]


def collate(writes, multiple):
    def together(rows):
        length = max(len(r["input_ids"]) for r in rows)
        length = -(-length // multiple) * multiple
        ids = torch.tensor([r["input_ids"] + [0] * (length - len(r["input_ids"])) for r in rows])
        batch = {"input_ids": ids}
        if writes:
            batch["labels"] = torch.tensor([r["labels"] + [-100] * (length - len(r["labels"])) for r in rows])
        else:
            batch["labels"] = torch.tensor([r["labels"] for r in rows])
        if any(len(r["input_ids"]) < length for r in rows):
            batch["attention_mask"] = torch.tensor([[1] * len(r["input_ids"]) + [0] * (length - len(r["input_ids"])) for r in rows])
        return batch
    return together


def train(part, variant, device, small):
    import transformers
    rows, longest, steps = (2, 32, 2) if small else TRAINING[part]
    writes, mixed = part.startswith("lora"), part == "bert-mix"
    if writes:
        from peft import LoraConfig, get_peft_model
        kind = torch.bfloat16 if device.cuda else torch.float32
        model = decoder("small" if small else part[5:], longest, kind, device)
        model.config.use_cache = False
        model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"))
    else:
        model = classifier(small)
    lengths = [max(4, round(longest * MIX[i % 12] / MIX[-1])) if mixed else longest for i in range(rows * 24)]
    counted = {"tokens": 0, "samples": 0}
    joined = collate(writes, 64 if mixed and variant == "compile" else 8 if mixed else 1)

    def count(batch):
        # Counted in the loader's own order and handed over with the step that trains on it.
        made = joined(batch)
        made["counts"] = (sum(r["length"] for r in batch), len(batch))
        return made

    known = inspect.signature(transformers.TrainingArguments.__init__).parameters
    given = dict(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=rows, max_steps=1_000_000, bf16=device.cuda, optim="adamw_torch_fused" if device.cuda else "adamw_torch",
        torch_compile=variant == "compile", learning_rate=5e-5, weight_decay=0.01, max_grad_norm=1.0, logging_strategy="no", save_strategy="no", report_to=[],
        remove_unused_columns=False, dataloader_num_workers=0 if small else 4, dataloader_pin_memory=device.cuda, disable_tqdm=True, seed=0, use_cpu=not device.cuda)
    if mixed:
        if "group_by_length" in known:
            given.update(group_by_length=True, length_column_name="length")
        else:
            given.update(train_sampling_strategy="group_by_length", length_column_name="length")
    arguments = transformers.TrainingArguments(**{k: v for k, v in given.items() if k in known})

    class Counting(transformers.Trainer):
        def training_step(self, model, inputs, *rest, **more):
            tokens, samples = inputs.pop("counts")
            counted["tokens"] += tokens
            counted["samples"] += samples
            return super().training_step(model, inputs, *rest, **more)

    class Turns(transformers.TrainerCallback):
        started, until = None, WARM_UP if variant != "compile" or not mixed else 4 * WARM_UP

        def on_step_end(self, args, state, control, **more):
            if state.global_step < self.until:
                return
            device.wait()
            now = time.perf_counter()
            if self.started is None:
                say(ready=True, memory_bytes=device.memory())
            else:
                seconds = now - self.started
                say(seconds=seconds, steps=steps, tokens_per_s=counted["tokens"] / seconds, samples_per_s=counted["samples"] / seconds)
            if not asked():
                control.should_training_stop = True
                return
            counted.update(tokens=0, samples=0)
            self.until = state.global_step + steps
            device.wait()
            self.started = time.perf_counter()

    Counting(model=model, args=arguments, train_dataset=Rows(lengths, writes), data_collator=count, callbacks=[Turns()]).train()


def write(part, variant, device, small):
    streams, prompt, new = (min(4, WRITING[part][0]), 16, 8) if small else WRITING[part]
    kind = torch.bfloat16 if device.cuda else torch.float32
    model = decoder("small" if small else "1.5b", prompt + new, kind, device).eval()
    ids = torch.randint(10, 20000, (streams, prompt), device=device.name)

    def generate(count):
        device.wait()
        start = time.perf_counter()
        more = {"cache_implementation": "static"} if variant == "static" else {}
        with torch.inference_mode():
            model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, min_new_tokens=count, max_new_tokens=count, eos_token_id=None, pad_token_id=0, **more)
        device.wait()
        return time.perf_counter() - start

    for _ in range(2):
        generate(new)
    generate(1)
    say(ready=True, memory_bytes=device.memory())
    while asked():
        first, all_ = generate(1), generate(new)
        say(seconds=all_, prefill_tokens_per_s=streams * prompt / first, tokens_per_s=streams * (new - 1) / max(1e-9, all_ - first))


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--part", required=True, choices=["limits", *TRAINING, *WRITING])
    ask.add_argument("--variant", default="eager", choices=["eager", "compile", "static", "dynamic"])
    ask.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    ask.add_argument("--small", action="store_true")
    a = ask.parse_args()
    device = Device(a.device)
    if a.part == "limits":
        limits(device, a.small)
    elif a.part in TRAINING:
        train(a.part, a.variant, device, a.small)
    else:
        write(a.part, a.variant, device, a.small)


main()
