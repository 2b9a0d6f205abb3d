using Mien.Torch.Interop;

namespace Mien.Torch;

// Element-wise arithmetic, with PyTorch's broadcasting. The methods named InPlace, and the compound operators (+= and so on),
// change this tensor and return or keep it.
public sealed partial class Tensor
{
    /// <summary>Element-wise sum.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => Operators.Add.Call(left, right);

    /// <summary>Adds a number to each element.</summary>
    public static Tensor operator +(Tensor left, double right) => Operators.AddScalar.Call(left, right);

    /// <summary>Element-wise difference.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => Operators.Sub.Call(left, right);

    /// <summary>Subtracts a number from each element.</summary>
    public static Tensor operator -(Tensor left, double right) => Operators.SubScalar.Call(left, right);

    /// <summary>Each element with the opposite sign.</summary>
    public static Tensor operator -(Tensor value) => Operators.Neg.Call(value);

    /// <summary>Element-wise product.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => Operators.Mul.Call(left, right);

    /// <summary>Multiplies each element by a number.</summary>
    public static Tensor operator *(Tensor left, double right) => Operators.MulScalar.Call(left, right);

    /// <summary>Multiplies each element by a number.</summary>
    public static Tensor operator *(double left, Tensor right) => Operators.MulScalar.Call(right, left);

    /// <summary>Element-wise quotient; whole numbers give floating-point numbers.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => Operators.Div.Call(left, right);

    /// <summary>Divides each element by a number; whole numbers give floating-point numbers.</summary>
    public static Tensor operator /(Tensor left, double right) => Operators.DivScalar.Call(left, right);

    /// <summary>Adds in place.</summary>
    public void operator +=(Tensor other) => Operators.AddInPlace.CallInPlace(this, other);

    /// <summary>Adds in place.</summary>
    public void operator +=(double other) => Operators.AddScalarInPlace.CallInPlace(this, other);

    /// <summary>Subtracts in place.</summary>
    public void operator -=(Tensor other) => Operators.SubInPlace.CallInPlace(this, other);

    /// <summary>Subtracts in place.</summary>
    public void operator -=(double other) => Operators.SubScalarInPlace.CallInPlace(this, other);

    /// <summary>Multiplies in place.</summary>
    public void operator *=(Tensor other) => Operators.MulInPlace.CallInPlace(this, other);

    /// <summary>Multiplies in place.</summary>
    public void operator *=(double other) => Operators.MulScalarInPlace.CallInPlace(this, other);

    /// <summary>Divides in place.</summary>
    public void operator /=(Tensor other) => Operators.DivInPlace.CallInPlace(this, other);

    /// <summary>Divides in place.</summary>
    public void operator /=(double other) => Operators.DivScalarInPlace.CallInPlace(this, other);

    /// <summary>this += other * scale, for use inside an expression.</summary>
    public Tensor AddInPlace(Tensor other, double scale = 1) => InPlace(Operators.AddInPlace, other, scale);

    /// <summary>this += number, for use inside an expression.</summary>
    public Tensor AddInPlace(double other) => InPlace(Operators.AddScalarInPlace, other);

    /// <summary>this *= other, for use inside an expression.</summary>
    public Tensor MulInPlace(Tensor other) => InPlace(Operators.MulInPlace, other);

    /// <summary>this *= number, for use inside an expression.</summary>
    public Tensor MulInPlace(double other) => InPlace(Operators.MulScalarInPlace, other);

    /// <summary>this += (other - this) * part, for use inside an expression: moves towards another tensor.</summary>
    public Tensor LerpInPlace(Tensor other, double part) => InPlace(Operators.LerpInPlace, other, part);

    /// <summary>Sets every element.</summary>
    public Tensor FillInPlace(double value) => InPlace(Operators.FillInPlace, value);

    /// <summary>Sets every element to zero.</summary>
    public Tensor ZeroInPlace() => InPlace(Operators.ZeroInPlace);

    /// <summary>Overwrites each element with 1 at a probability, else 0; draws from libtorch's generator.</summary>
    public Tensor BernoulliInPlace(double probability) => InPlace(Operators.BernoulliInPlace, probability);

    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => Operators.Relu.Call(this);

    /// <summary>max(x, 0) in place.</summary>
    public Tensor ReluInPlace() => InPlace(Operators.ReluInPlace);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Tensor Sigmoid() => Operators.Sigmoid.Call(this);

    /// <summary>x * sigmoid(x), also called swish.</summary>
    /// <remarks>Elfwing et al. 2018, Neural Networks 107.</remarks>
    public Tensor Silu() => Operators.Silu.Call(this);

    /// <summary>x * sigmoid(x) in place.</summary>
    public Tensor SiluInPlace() => InPlace(Operators.SiluInPlace);

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    public Tensor Hardsigmoid() => Operators.Hardsigmoid.Call(this);

    /// <summary>x * hardsigmoid(x).</summary>
    public Tensor Hardswish() => Operators.Hardswish.Call(this);

    /// <summary>x * hardsigmoid(x) in place.</summary>
    public Tensor HardswishInPlace() => InPlace(Operators.HardswishInPlace);

    /// <summary>min(max(x, 0), 6).</summary>
    /// <remarks>libtorch 1.13 cannot differentiate hardtanh in bfloat16 on the CPU; clamp has another derivative at exactly 0 and 6.</remarks>
    public Tensor Relu6() => DType == DType.BFloat16 ? Clamp(0, 6) : Operators.Hardtanh.Call(this, 0.0, 6.0);

    /// <summary>min(max(x, 0), 6) in place.</summary>
    public Tensor Relu6InPlace() => DType == DType.BFloat16
        ? InPlace(Operators.ClampInPlace, 0.0, 6.0)
        : InPlace(Operators.HardtanhInPlace, 0.0, 6.0);

    /// <summary>x * P(X &lt;= x) for a standard normal X, by the error function rather than the approximation with tanh.</summary>
    /// <remarks>Hendrycks and Gimpel 2016, arXiv:1606.08415.</remarks>
    public Tensor Gelu() => Operators.Gelu.Call(this);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => Operators.Tanh.Call(this);

    /// <summary>e to the power x.</summary>
    public Tensor Exp() => Operators.Exp.Call(this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => Operators.Log.Call(this);

    /// <summary>Square root.</summary>
    public Tensor Sqrt() => Operators.Sqrt.Call(this);

    /// <summary>1 / square root.</summary>
    public Tensor Rsqrt() => Operators.Rsqrt.Call(this);

    /// <summary>Absolute value.</summary>
    public Tensor Abs() => Operators.Abs.Call(this);

    /// <summary>x to a power.</summary>
    public Tensor Pow(double exponent) => Operators.Pow.Call(this, exponent);

    /// <summary>Limits each element to [low, high]; null leaves a side open, but not both.</summary>
    public Tensor Clamp(double? low, double? high) => Operators.Clamp.Call(this, low, high);

    /// <summary>Matrix product, with PyTorch's rules for vectors and batches.</summary>
    public Tensor MatMul(Tensor other) => Operators.MatMul.Call(this, other);

    /// <summary>Where the elements are equal, as Bool.</summary>
    public Tensor EqualTo(Tensor other) => Operators.EqualElements.Call(this, other);

    /// <summary>Where the elements equal a number, as Bool.</summary>
    public Tensor EqualTo(double other) => Operators.EqualScalar.Call(this, other);

    /// <summary>Where the elements are above a number, as Bool.</summary>
    public Tensor GreaterThan(double other) => Operators.GreaterScalar.Call(this, other);

    /// <summary>Where the elements are below a number, as Bool.</summary>
    public Tensor LessThan(double other) => Operators.LessScalar.Call(this, other);

    /// <summary>Where the elements are neither infinite nor NaN, as Bool.</summary>
    public Tensor IsFinite() => Operators.IsFinite.Call(this);

    /// <summary>Where the elements are NaN, as Bool.</summary>
    public Tensor IsNaN() => Operators.IsNan.Call(this);

    private Tensor InPlace(Operator op)
    {
        op.CallInPlace(this);
        return this;
    }

    private Tensor InPlace(Operator op, Argument argument)
    {
        op.CallInPlace(this, argument);
        return this;
    }

    private Tensor InPlace(Operator op, Argument first, Argument second)
    {
        op.CallInPlace(this, first, second);
        return this;
    }
}
