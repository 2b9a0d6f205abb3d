namespace Mien.Metrics;

/// <summary>Precision, recall and F1 of one class, or an average of them over classes.</summary>
/// <param name="Precision">Share of the predictions of the class that are right, in [0, 1]; 0 where the class was never predicted.</param>
/// <param name="Recall">Share of the samples of the class that were found, in [0, 1]; 0 where the class has no samples.</param>
/// <param name="F1">Harmonic mean of precision and recall, in [0, 1]; 0 where both are 0.</param>
/// <param name="Support">Number of samples of the class; for an average, of all classes.</param>
public readonly record struct ClassScore(double Precision, double Recall, double F1, long Support);
