using Studio.Trainer.Runs.Language;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>Pairs of answers as one batch: first all preferred ones, then all others.</summary>
internal sealed class Pairs
{
    private readonly int[] _rows;
    private readonly Tensor _counts;

    public Pairs(LanguageRows all, int[] rows, int padId, Device device)
    {
        _rows = rows;
        LanguageRow[] both = [.. rows.Select(row => all.Rows[row]), .. rows.Select(row => all.Rejected![row])];
        Both = LanguageBatch.Of(both, padId, device);
        _counts = tensor([.. both.Select(row => (float)row.Count)], device: device);
    }

    public LanguageBatch Both { get; }

    /// <summary>[positions] to one sum for each answer, [2 · pairs].</summary>
    public Tensor Sums(Tensor logprobs) => zeros([_rows.Length * 2], device: logprobs.device).index_add(0, Both.RowOf, logprobs, One);

    private static readonly TorchSharp.Scalar One = 1.0;

    /// <summary>Log-probabilities less the reference's, of the preferred answers and of the others.</summary>
    public (Tensor Chosen, Tensor Rejected) Gains(Tensor sums, IReadOnlyList<(double Chosen, double Rejected)> reference)
    {
        var gain = sums - Known(reference, sums.device);
        return (gain.narrow(0, 0, _rows.Length), gain.narrow(0, _rows.Length, _rows.Length));
    }

    /// <summary>As <see cref="Gains"/>, for each token.</summary>
    public (Tensor Chosen, Tensor Rejected) MeanGains(Tensor sums, IReadOnlyList<(double Chosen, double Rejected)> reference)
    {
        var gain = (sums - Known(reference, sums.device)) / _counts;
        return (gain.narrow(0, 0, _rows.Length), gain.narrow(0, _rows.Length, _rows.Length));
    }

    private Tensor Known(IReadOnlyList<(double Chosen, double Rejected)> reference, Device device) =>
        tensor([.. _rows.Select(row => (float)reference[row].Chosen), .. _rows.Select(row => (float)reference[row].Rejected)], device: device);
}
