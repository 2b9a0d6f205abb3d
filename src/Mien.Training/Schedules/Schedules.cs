namespace Mien.Training;

/// <summary>Courses of the learning rate as pure functions of the position in a run, so that a resumed run needs no state of them.</summary>
public static class Schedules
{
    /// <summary>Rises along a half cosine from start to peak, then falls along a half cosine to the end, as PyTorch's OneCycleLR.</summary>
    /// <param name="step">Step from 0, below <paramref name="totalSteps"/>.</param>
    /// <param name="totalSteps">Steps of the run, at least 1.</param>
    /// <param name="warmupFraction">Part of the run in which the value rises, in [0, 1]; with 0 the first step already lies below the peak.</param>
    /// <param name="start">Value at the first step.</param>
    /// <param name="peak">Value at the peak.</param>
    /// <param name="end">Value at the last step.</param>
    /// <remarks>Smith and Topin 2018, arXiv:1708.07120. Where PyTorch divides by 0 (a rise of one step) this gives the peak.</remarks>
    public static double OneCycle(long step, long totalSteps, double warmupFraction, double start, double peak, double end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, totalSteps);
        var peakStep = (warmupFraction * totalSteps) - 1;
        var lastStep = totalSteps - 1;
        return step <= peakStep
            ? HalfCosine(start, peak, Fraction(step, peakStep))
            : HalfCosine(peak, end, Fraction(step - peakStep, lastStep - peakStep));
    }

    /// <summary>Falls along a half cosine from start to <paramref name="min"/> and rises again beyond, as PyTorch's CosineAnnealingLR.</summary>
    /// <param name="time">Epoch or step, from 0.</param>
    /// <param name="halfPeriod">Time at which the minimum is reached, at least 1; PyTorch's T_max.</param>
    /// <param name="start">Rate at time 0.</param>
    /// <param name="min">The minimum.</param>
    /// <remarks>Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts.</remarks>
    public static double Cosine(long time, long halfPeriod, double start, double min)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(halfPeriod, 1);
        return HalfCosine(start, min, (double)time / halfPeriod);
    }

    private static double HalfCosine(double from, double to, double fraction) => to + ((from - to) / 2 * (Math.Cos(Math.PI * fraction) + 1));

    private static double Fraction(double part, double whole) => whole > 0 ? part / whole : 1;
}
