// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/celltext.h"

#include <QPainter>
#include <QTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

using Draw = std::function<void(QPainter &, const QRect &)>;

QFont pixelFont(int pixels)
{
    QFont font;
    font.setPixelSize(pixels);
    return font;
}

QImage painted(const QFont &font, const QColor &color, const QRect &rect, double scale, const Draw &draw,
               Qt::LayoutDirection direction = Qt::LeftToRight)
{
    QImage image(QSize(qRound(260 * scale), qRound(60 * scale)), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setLayoutDirection(direction);
    painter.setFont(font);
    painter.setPen(color);
    draw(painter, rect);
    return image;
}

/// What a delegate without a memory would do.
Draw plainly(const QString &text, Qt::Alignment alignment = Qt::AlignLeft)
{
    return [text, alignment](QPainter &painter, const QRect &rect) {
        painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
    };
}

Draw kept(CellText &cells, const QString &text, Qt::Alignment alignment = Qt::AlignLeft)
{
    return [&cells, text, alignment](QPainter &painter, const QRect &rect) {
        cells.draw(painter, rect, text, alignment);
    };
}

} // namespace

class TestCellText final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void drawsWhatThePainterWould_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QRect>("rect");
        QTest::addColumn<int>("direction");
        const auto add = [](const char *name, const QString &text, const QRect &rect,
                            Qt::LayoutDirection direction) {
            QTest::newRow(name) << text << rect << int(direction);
        };
        const QRect wide(7, 3, 240, 31);
        add("a key", u"checkout-flag-1042"_s, wide, Qt::LeftToRight);
        add("too wide", u"a text that is much wider than its cell is"_s, QRect(7, 3, 90, 31),
            Qt::LeftToRight);
        add("no room for an ellipsis", u"false → true"_s, QRect(7, 3, 3, 31), Qt::LeftToRight);
        add("a row that is too low", u"Ágy"_s, QRect(7, 3, 90, 6), Qt::LeftToRight);
        add("no room at all", u"a"_s, QRect(7, 3, 0, 31), Qt::LeftToRight);
        add("other scripts", u"שלום مرحبا 中文 ✔ 🙂"_s, wide, Qt::LeftToRight);
        add("text from the right", u"שלום 12:04"_s, wide, Qt::LeftToRight);
        add("a window from the right", u"checkout false"_s, wide, Qt::RightToLeft);
        add("a painter that looks at the text", u"שלום"_s, wide, Qt::LayoutDirectionAuto);
        add("spaces at the end", u"true  "_s, wide, Qt::LeftToRight);
        add("an ampersand", u"a & b && c"_s, wide, Qt::LeftToRight);
        add("nothing", QString(), wide, Qt::LeftToRight);
    }

    void drawsWhatThePainterWould()
    {
        QFETCH(QString, text);
        QFETCH(QRect, rect);
        QFETCH(int, direction);
        CellText cells;
        for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
            for (const int pixels : {11, 12, 13}) {
                for (const Qt::Alignment alignment : {Qt::AlignLeft, Qt::AlignRight, Qt::AlignHCenter}) {
                    const QImage expected = painted(pixelFont(pixels), Qt::darkBlue, rect, scale,
                                                    plainly(text, alignment), Qt::LayoutDirection(direction));
                    for (int time = 0; time < 2; ++time) { // shaped for it, and found
                        const QImage image =
                            painted(pixelFont(pixels), Qt::darkBlue, rect, scale,
                                    kept(cells, text, alignment), Qt::LayoutDirection(direction));
                        const QString where = u"scale %1, %2 pixels, alignment %3, time %4"_s.arg(scale)
                                                  .arg(pixels)
                                                  .arg(int(alignment))
                                                  .arg(time);
                        QVERIFY2(image == expected, qPrintable(where));
                    }
                }
            }
        }
    }

    void shapesATextOnceForItsFontAndWidth()
    {
        CellText cells;
        const QRect rect(7, 3, 200, 31);
        const auto draw = [&cells](const QFont &font, const QColor &color, const QRect &where) {
            painted(font, color, where, 1, kept(cells, u"new-checkout"_s));
        };
        draw(pixelFont(12), Qt::black, rect);
        QCOMPARE(cells.shapedCount(), 1);
        draw(pixelFont(12), Qt::black, rect);
        draw(pixelFont(12), Qt::red, rect.translated(10, 5)); // another theme, another row
        QCOMPARE(cells.shapedCount(), 1);
        draw(pixelFont(13), Qt::black, rect);
        QCOMPARE(cells.shapedCount(), 2);
        draw(pixelFont(12), Qt::black, rect.adjusted(0, 0, 1, 0));
        QCOMPARE(cells.shapedCount(), 3);
        QFont bold = pixelFont(12);
        bold.setBold(true);
        draw(bold, Qt::black, rect);
        QCOMPARE(cells.shapedCount(), 4);
    }

    void takesTheColourOfTheMoment()
    {
        CellText cells;
        const QRect rect(7, 3, 200, 31);
        for (const QColor &color : {QColor(Qt::black), QColor(Qt::red)}) {
            QCOMPARE(painted(pixelFont(12), color, rect, 1, kept(cells, u"true"_s)),
                     painted(pixelFont(12), color, rect, 1, plainly(u"true"_s)));
        }
    }

    void keepsNoMoreThanItMay()
    {
        CellText cells(8);
        const QRect rect(7, 3, 200, 31);
        for (int i = 0; i < 100; ++i) {
            painted(pixelFont(12), Qt::black, rect, 1, kept(cells, u"same"_s));
            painted(pixelFont(12), Qt::black, rect, 1, kept(cells, QString::number(i)));
            QVERIFY(cells.count() <= 8);
        }
        QCOMPARE(cells.shapedCount(), 101); // what is drawn again and again stays
        QCOMPARE(painted(pixelFont(12), Qt::black, rect, 1, kept(cells, u"1"_s)),
                 painted(pixelFont(12), Qt::black, rect, 1, plainly(u"1"_s)));
    }
};

QTEST_MAIN(TestCellText)
#include "tst_celltext.moc"
