# Accuracy against confidence before and after calibration. Set before: bins (CSV: low, high, then count, accuracy, confidence before and after, with a header), before, after (captions), title.
# By hand: gnuplot -e "bins='bins.csv'; before=''; after=''; title=''" calibration.gp > calibration.png
set terminal pngcairo size 1040,620 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set datafile missing ""
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid linecolor "#e4e7ec" linetype 1
set xrange [0:1]
set style fill solid noborder
stats bins using 3 skip 1 nooutput name "B"
stats bins using 6 skip 1 nooutput name "A"
tallest = (B_max > A_max ? B_max : A_max) * 1.05
set multiplot title title noenhanced textcolor "#282c34"
set key at screen 0.53, screen 0.935 center top horizontal maxrows 1 textcolor "#282c34" samplen 1.5 width -2 font "DejaVu Sans,10"
do for [panel = 0:1] {
    set lmargin at screen 0.08 + 0.49 * panel
    set rmargin at screen 0.49 + 0.49 * panel
    set tmargin at screen 0.80
    set bmargin at screen 0.36
    set yrange [0:1.02]
    set title (panel == 0 ? before : after) noenhanced textcolor "#282c34" offset 0, -0.5
    if (panel == 0) { set ylabel "accuracy" textcolor "#282c34" } else { unset ylabel; unset key }
    set format x ""
    unset xlabel
    plot bins using (($1 + $2) / 2):(column(4 + 3 * panel)):(($2 - $1) * 0.92) skip 1 with boxes linecolor "#317aba" title "accuracy", \
         x with lines linecolor "#787e8a" dashtype 2 title "as sure as right", \
         bins using (column(5 + 3 * panel)):(column(4 + 3 * panel)) skip 1 with points pointtype 7 pointsize 0.9 linecolor "#d9822b" title "mean confidence"
    unset title
    set tmargin at screen 0.31
    set bmargin at screen 0.11
    set yrange [0:tallest]
    if (panel == 0) { set ylabel "pictures" textcolor "#282c34" }
    set xlabel "confidence: the largest probability" textcolor "#282c34"
    set format x "%.1f"
    plot bins using (($1 + $2) / 2):(column(3 + 3 * panel)):(($2 - $1) * 0.92) skip 1 with boxes linecolor "#c3c8d0" notitle
}
unset multiplot
