using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>Scores of valence, of arousal or of both pooled.</summary>
/// <param name="truth">True values, shape (N).</param>
/// <param name="prediction">Predicted values, shape (N).</param>
public sealed class AffectScores(double[] truth, double[] prediction)
{
    /// <summary>Number of values.</summary>
    public int Count => truth.Length;

    /// <summary>Names, as in JSON, and values of all scores.</summary>
    public IReadOnlyList<(string Name, double Value)> All =>
    [
        ("mse", RegressionMetrics.Mse(truth, prediction)),
        ("rmse", Rmse),
        ("mae", RegressionMetrics.Mae(truth, prediction)),
        ("corr", Correlation),
        ("sagr", Sagr),
        ("ccc", Ccc),
        ("ccc_ddof1", RegressionMetrics.CccOfSampleMoments(truth, prediction)),
        ("r2", RegressionMetrics.R2(truth, prediction)),
        ("krippendorff_alpha_interval", Agreement.KrippendorffInterval(truth, prediction)),
    ];

    /// <inheritdoc cref="RegressionMetrics.Rmse"/>
    public double Rmse => RegressionMetrics.Rmse(truth, prediction);

    /// <inheritdoc cref="RegressionMetrics.Correlation"/>
    public double Correlation => RegressionMetrics.Correlation(truth, prediction);

    /// <inheritdoc cref="RegressionMetrics.Sagr"/>
    public double Sagr => RegressionMetrics.Sagr(truth, prediction);

    /// <inheritdoc cref="RegressionMetrics.Ccc"/>
    public double Ccc => RegressionMetrics.Ccc(truth, prediction);
}
