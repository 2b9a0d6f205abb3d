using Mien.Core;

namespace Mien.Reports;

/// <summary>A rectangle of a picture that covers X..X+Width-1 and Y..Y+Height-1.</summary>
internal readonly record struct Area(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public static Area Of(FaceBox box) => new(box.X, box.Y, box.Width, box.Height);

    /// <summary>Pixels that both cover.</summary>
    public long Overlap(Area other) =>
        Math.Max(0L, Math.Min(Right, other.Right) - Math.Max(X, other.X)) * Math.Max(0L, Math.Min(Bottom, other.Bottom) - Math.Max(Y, other.Y));
}

/// <summary>
/// Finds places for labels and panels of faces: inside the picture, not on each other, not on other faces where there is room elsewhere.
/// </summary>
/// <param name="width">Width of the picture in pixels.</param>
/// <param name="height">Height of the picture in pixels.</param>
/// <param name="faces">All faces of the picture.</param>
internal sealed class AnnotationLayout(int width, int height, IReadOnlyList<Area> faces)
{
    // Text over text cannot be read at all; a face that is partly covered can still be seen.
    private const long TextWeight = 4;
    private static readonly double[] Shifts = [0, -0.25, 0.25, -0.5, 0.5, -0.75, 0.75];
    private readonly List<Area> _texts = [];

    /// <summary>A place for a face's label, which is always drawn: on its box where there is room, else under or in it.</summary>
    /// <param name="face">Index of the face.</param>
    /// <param name="labelWidth">Width of the label, at most that of the picture.</param>
    /// <param name="labelHeight">Height of the label, at most that of the picture.</param>
    public Area PlaceLabel(int face, int labelWidth, int labelHeight)
    {
        var box = faces[face];
        var right = box.Right - labelWidth;
        Area[] places =
        [
            Inside(box.X, box.Y - labelHeight, labelWidth, labelHeight), Inside(right, box.Y - labelHeight, labelWidth, labelHeight),
            Inside(box.X, box.Bottom, labelWidth, labelHeight), Inside(right, box.Bottom, labelWidth, labelHeight),
            Inside(box.X, box.Y - (2 * labelHeight), labelWidth, labelHeight), Inside(box.X, box.Bottom + labelHeight, labelWidth, labelHeight),
            Inside(box.X, box.Y, labelWidth, labelHeight), Inside(box.X, box.Bottom - labelHeight, labelWidth, labelHeight),
        ];
        return Take(places.MinBy(Cost));
    }

    /// <summary>A place for a face's panel beside it, or null where it would cover a face, a label or another panel, or be nearer to another face.</summary>
    /// <param name="face">Index of the face.</param>
    /// <param name="panelWidth">Width of the panel.</param>
    /// <param name="panelHeight">Height of the panel.</param>
    /// <param name="gap">Room between box and panel.</param>
    public Area? PlacePanel(int face, int panelWidth, int panelHeight, int gap)
    {
        if (panelWidth > width || panelHeight > height)
        {
            return null;
        }

        foreach (var place in Around(faces[face], panelWidth, panelHeight, gap))
        {
            if (Cost(place) == 0 && IsNearest(face, place))
            {
                return Take(place);
            }
        }

        return null;
    }

    // Beside the face first, then under and over it; in each case level with it first, and then shifted more and more.
    private IEnumerable<Area> Around(Area box, int panelWidth, int panelHeight, int gap)
    {
        foreach (var x in new[] { box.Right + gap, box.X - gap - panelWidth })
        {
            foreach (var share in Shifts)
            {
                yield return Inside(x, box.Y + (int)(share * panelHeight), panelWidth, panelHeight);
            }
        }

        // Four gaps leave room for a row of labels between.
        foreach (var y in new[] { box.Bottom + gap, box.Y - gap - panelHeight, box.Bottom + (4 * gap), box.Y - (4 * gap) - panelHeight })
        {
            foreach (var share in Shifts)
            {
                yield return Inside(box.X + (int)(share * panelWidth), y, panelWidth, panelHeight);
            }
        }
    }

    // A panel nearer to another face would be taken for that one's.
    private bool IsNearest(int face, Area place) => faces.All(other => Distance(place, faces[face]) <= Distance(place, other));

    private static long Distance(Area a, Area b)
    {
        var (x, y) = (a.X + a.Right - b.X - b.Right, a.Y + a.Bottom - b.Y - b.Bottom);
        return ((long)x * x) + ((long)y * y);
    }

    private Area Take(Area place)
    {
        _texts.Add(place);
        return place;
    }

    private long Cost(Area place) => faces.Sum(place.Overlap) + (TextWeight * _texts.Sum(place.Overlap));

    private Area Inside(int x, int y, int areaWidth, int areaHeight) =>
        new(Math.Clamp(x, 0, Math.Max(0, width - areaWidth)), Math.Clamp(y, 0, Math.Max(0, height - areaHeight)), areaWidth, areaHeight);
}
