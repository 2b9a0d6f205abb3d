using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Computes the faces of several pictures together.</summary>
internal sealed class FaceBatch(TrainedModel model, PredictionOptions options)
{
    private float[] _values = [];

    /// <summary>What became of the pictures, in their order.</summary>
    public IEnumerable<PredictedPicture> Predict(IReadOnlyList<QueuedPicture> pictures)
    {
        var answers = new Queue<(ImmutableArray<float> Probabilities, ValenceArousal? Affect)>();
        foreach (var faces in pictures.SelectMany(picture => picture.Prepared.Faces).Chunk(options.BatchSize))
        {
            Compute(faces, answers);
        }

        return [.. pictures.Select(picture => Rows(picture.Input, picture.Prepared, answers))];
    }

    private void Compute(PreparedFace[] faces, Queue<(ImmutableArray<float>, ValenceArousal?)> answers)
    {
        var valuesPerFace = model.Input.ValueCount;
        if (_values.Length < faces.Length * valuesPerFace)
        {
            _values = GC.AllocateUninitializedArray<float>(checked(faces.Length * valuesPerFace));
        }

        for (var i = 0; i < faces.Length; i++)
        {
            model.Input.Fill(faces[i].Fitted, _values.AsSpan(i * valuesPerFace, valuesPerFace));
        }

        var (probabilities, affect) = model.Answers(_values.AsSpan(0, faces.Length * valuesPerFace), faces.Length);
        if (Array.Exists(probabilities, float.IsNaN))
        {
            throw new MienException($"Expected probabilities from {model.Path} but some of its answers are not numbers; its weights are damaged, or too large for its precision.");
        }

        var classes = model.Labels.Count;
        for (var i = 0; i < faces.Length; i++)
        {
            answers.Enqueue(([.. probabilities.AsSpan(i * classes, classes)], affect.Length > 0 ? affect[i] : null));
        }
    }

    private PredictedPicture Rows(InputPicture input, PreparedPicture picture, Queue<(ImmutableArray<float> Probabilities, ValenceArousal? Affect)> answers)
    {
        var row = new FacePrediction
        {
            File = input.File, Labels = model.Labels, Frame = input.Frame, Time = input.Time, MinConfidence = options.MinConfidence, Problem = picture.Problem,
        };
        var rows = picture.Faces.Select((face, index) =>
        {
            var (probabilities, affect) = answers.Dequeue();
            return row with
            {
                Face = face.Found is null ? null : index + 1,
                Box = face.Found?.Box,
                DetectorScore = face.Found?.Score,
                TurnedDegrees = face.TurnedDegrees,
                Probabilities = probabilities,
                Affect = affect,
            };
        });
        return new(input.File, [.. rows.DefaultIfEmpty(row)]) { Frame = input.Frame, Time = input.Time, Video = input.Video, Picture = picture.Picture };
    }
}
