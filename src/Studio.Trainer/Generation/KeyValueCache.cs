using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Generation;

/// <summary>
/// Keys and values of several texts that are being written, one slot for each. Texts in use stand in the first slots, so that a step over all
/// of them reads the tensors as they lie. It grows by doubling.
/// </summary>
internal sealed class KeyValueCache : IDisposable
{
    private const int FirstCapacity = 128;
    private readonly DecoderShape _shape;
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly Tensor[] _keys, _values;

    public KeyValueCache(DecoderShape shape, Device device, ScalarType type)
    {
        (_shape, _device, _type) = (shape, device, type);
        _keys = new Tensor[shape.Layers];
        _values = new Tensor[shape.Layers];
        Allocate(1, FirstCapacity, null);
    }

    public int Slots { get; private set; }

    /// <summary>Tokens that a slot holds.</summary>
    public int Capacity { get; private set; }

    /// <summary>Makes room; what the slots hold stays.</summary>
    public void Reserve(int slots, int tokens)
    {
        if (slots <= Slots && tokens <= Capacity)
            return;
        int Grown(int have, int need) => need <= have ? have : Math.Max(need, have * 2);
        using var noGrad = no_grad();
        Allocate(Grown(Slots, slots), Math.Max(Capacity, Math.Min(Grown(Capacity, tokens), Math.Max(tokens, _shape.Positions))), (Slots, Capacity));
    }

    /// <summary>Tokens of one text that go on after the first <paramref name="past"/> of its slot.</summary>
    public IAttentionMemory Continue(int slot, int past) => new OneSlot(this, slot, past);

    /// <summary>One new token for each of the first slots, behind as many as <paramref name="lengths"/> says.</summary>
    public IAttentionMemory Step(IReadOnlyList<int> lengths) => lengths.Count == 1 ? new OneSlot(this, 0, lengths[0]) : new ManySlots(this, lengths);

    /// <summary>Copies the first tokens of a slot of another cache, or of this one.</summary>
    public void CopyFrom(KeyValueCache source, int from, int to, int tokens)
    {
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            using var scope = NewDisposeScope();
            _keys[layer][to].narrow(0, 0, tokens).copy_(source._keys[layer][from].narrow(0, 0, tokens));
            _values[layer][to].narrow(0, 0, tokens).copy_(source._values[layer][from].narrow(0, 0, tokens));
        }
    }

    /// <summary>A copy of a stretch of a slot: [layers, 2, tokens, heads, head size], in the current dispose scope.</summary>
    public Tensor Read(int slot, int start, int tokens)
    {
        Tensor Part(Tensor all) => all[slot].narrow(0, start, tokens);
        return stack([.. Enumerable.Range(0, _shape.Layers).Select(layer => stack([Part(_keys[layer]), Part(_values[layer])]))]);
    }

    /// <summary>Puts what <see cref="Read"/> gave, or its first tokens, at <paramref name="start"/>.</summary>
    public void Write(int slot, int start, Tensor stretch, int tokens)
    {
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            using var scope = NewDisposeScope();
            _keys[layer][slot].narrow(0, start, tokens).copy_(stretch[layer][0].narrow(0, 0, tokens));
            _values[layer][slot].narrow(0, start, tokens).copy_(stretch[layer][1].narrow(0, 0, tokens));
        }
    }

    /// <summary>The first tokens of a slot as something that any number of rows can share.</summary>
    public PrefixMemory Share(int slot, int tokens) => new([.. Enumerable.Range(0, _shape.Layers).Select(layer =>
        (View(_keys[layer], slot, tokens), View(_values[layer], slot, tokens)))]);

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values))
            tensor.Dispose();
    }

    private static Tensor View(Tensor all, int slot, int tokens) => all.narrow(0, slot, 1).narrow(1, 0, tokens).transpose(1, 2);

    private void Allocate(int slots, int capacity, (int Slots, int Capacity)? old)
    {
        foreach (var tensors in new[] { _keys, _values })
        {
            for (int layer = 0; layer < tensors.Length; layer++)
            {
                using var scope = NewDisposeScope();
                var made = zeros([slots, capacity, _shape.KeyValueHeads, _shape.HeadSize], dtype: _type, device: _device);
                if (old is var (oldSlots, oldCapacity))
                {
                    made.narrow(0, 0, oldSlots).narrow(1, 0, oldCapacity).copy_(tensors[layer]);
                    tensors[layer].Dispose();
                }
                tensors[layer] = made.DetachFromDisposeScope();
            }
        }
        (Slots, Capacity) = (slots, capacity);
    }

    private sealed class OneSlot(KeyValueCache cache, int slot, int past) : IAttentionMemory
    {
        public long Past => past;

        public Tensor? Places => null;

        public long Total(long tokens) => past + tokens;

        public (Tensor Keys, Tensor Values) Extend(int layer, Tensor keys, Tensor values) => (Put(cache._keys[layer], keys), Put(cache._values[layer], values));

        private Tensor Put(Tensor all, Tensor added)
        {
            int tokens = (int)added.shape[2];
            all[slot].narrow(0, past, tokens).copy_(added[0].transpose(0, 1));
            return View(all, slot, past + tokens);
        }
    }

    private sealed class ManySlots : IAttentionMemory
    {
        private readonly KeyValueCache _cache;
        private readonly Tensor _flat;
        private readonly int _rows;
        private readonly long _total;

        public ManySlots(KeyValueCache cache, IReadOnlyList<int> lengths)
        {
            (_cache, _rows, _total) = (cache, lengths.Count, lengths.Max() + 1);
            Places = Transfer.Of([.. lengths.Select(n => (long)n)], [_rows, 1], cache._device);
            _flat = Transfer.Of([.. lengths.Select((n, row) => (long)row * cache.Capacity + n)], cache._device);
        }

        public long Past => 0;

        public Tensor Places { get; }

        public long Total(long tokens) => _total;

        public (Tensor Keys, Tensor Values) Extend(int layer, Tensor keys, Tensor values) => (Put(_cache._keys[layer], keys), Put(_cache._values[layer], values));

        private Tensor Put(Tensor all, Tensor added)
        {
            long[] shape = all.shape;
            all.view(shape[0] * shape[1], shape[2], shape[3]).index_copy_(0, _flat, added.squeeze(2));
            return all.narrow(0, 0, _rows).narrow(1, 0, _total).transpose(1, 2);
        }
    }
}
