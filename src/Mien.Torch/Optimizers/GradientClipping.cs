namespace Mien.Torch;

/// <summary>Limits gradients between the backward pass and the optimizer's step.</summary>
public static class GradientClipping
{
    // As in torch.nn.utils.clip_grad_norm_: keeps the quotient finite when all gradients are zero.
    private const double Epsilon = 1e-6;

    /// <summary>Scales all gradients together so that their common 2-norm is at most a limit. Pascanu et al. 2013, ICML.</summary>
    /// <param name="parameters">Parameters; those without a gradient do not count.</param>
    /// <param name="maxNorm">The limit, above 0.</param>
    /// <returns>The norm before scaling; infinite or NaN when a gradient is, and then nothing is scaled.</returns>
    public static double ByNorm(IEnumerable<NamedTensor> parameters, double maxNorm)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNorm);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        List<Tensor> gradients = [.. Gradients(parameters)];
        if (gradients.Count == 0)
        {
            return 0;
        }

        var norm = Tensor.Stack([.. gradients.Select(gradient => gradient.Norm().To(Device.Cpu).To(DType.Float64))]).Norm().ToDouble();
        if (double.IsFinite(norm) && norm > maxNorm)
        {
            gradients.ForEach(gradient => gradient.MulInPlace(maxNorm / (norm + Epsilon)));
        }

        return norm;
    }

    /// <summary>Limits every element of every gradient to [-limit, limit].</summary>
    public static void ByValue(IEnumerable<NamedTensor> parameters, double limit)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        foreach (var gradient in Gradients(parameters))
        {
            gradient.CopyFrom(gradient.Clamp(-limit, limit));
        }
    }

    private static IEnumerable<Tensor> Gradients(IEnumerable<NamedTensor> parameters) =>
        parameters.Select(item => item.Tensor.Grad).OfType<Tensor>();
}
