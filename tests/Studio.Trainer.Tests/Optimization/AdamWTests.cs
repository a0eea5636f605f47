using Studio.Trainer.Optimization;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Optimization;

public sealed class AdamWTests
{
    [Fact]
    public void The_fused_kernel_and_the_plain_formula_agree()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var start = randn(7, 5);
        using var fused = start.clone().requires_grad_();
        using var plain = start.clone().requires_grad_();
        var fusedGroup = new ParameterGroup("g", [("w", fused)], 0.01) { LearningRate = 1e-2 };
        var plainGroup = new ParameterGroup("g", [("w", plain)], 0.01) { LearningRate = 1e-2 };
        using var optimizer = new AdamW([fusedGroup]);
        using var plainOptimizer = new AdamW([plainGroup]);
        var moments = plainOptimizer.State().ToDictionary(pair => pair.Name, pair => pair.Tensor);

        for (int step = 1; step <= 5; step++)
        {
            var gradient = randn(7, 5);
            fused.grad = gradient.clone();
            plain.grad = gradient.clone();
            optimizer.Step();
            Assert.True(optimizer.UsedFusedKernel);
            using (no_grad())
                plainOptimizer.Plain(plainGroup, plain, moments["w.exp_avg"], moments["w.exp_avg_sq"], step);
        }

        Assert.True((fused - plain).abs().max().item<float>() < 1e-6f);
        Assert.True((fused - start).abs().max().item<float>() > 1e-3f);
    }
}
