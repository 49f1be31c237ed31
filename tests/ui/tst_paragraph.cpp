// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/paragraph.h"

#include <QAccessible>
#include <QLabel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

const QString sentence = u"Starts a server of its own on this computer, with a shop's flags."_s;

QImage painted(QWidget &widget, QSize size)
{
    widget.resize(size);
    return widget.grab().toImage();
}

/// The lowest row that is not of one colour, -1 on an empty picture.
int lowestInk(const QImage &image)
{
    for (int y = image.height() - 1; y >= 0; --y) {
        for (int x = 1; x < image.width(); ++x) {
            if (image.pixel(x, y) != image.pixel(0, y))
                return y;
        }
    }
    return -1;
}

} // namespace

class TestParagraph final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void isAsHighAsALabelWouldBe()
    {
        QLabel label(sentence);
        label.setWordWrap(true);
        label.setTextFormat(Qt::PlainText);
        for (const int width : {60, 120, 240, 2000}) {
            const QSize size = Paragraph(sentence, width).sizeHint();
            QCOMPARE(size.width(), width);
            QVERIFY(qAbs(size.height() - label.heightForWidth(width)) <= 2);
        }
        QVERIFY(Paragraph(sentence, 120).sizeHint().height()
                > 2 * Paragraph(sentence, 2000).sizeHint().height());
    }

    void paintsAllItsLinesInsideItsHeight()
    {
        Paragraph paragraph(sentence, 140);
        const int height = paragraph.sizeHint().height();
        const QImage image = painted(paragraph, {140, height + 40});
        QVERIFY(lowestInk(image) < height);
        QVERIFY(lowestInk(image) > height - paragraph.fontMetrics().lineSpacing());
    }

    void aLargerFontNeedsMoreRoom()
    {
        Paragraph paragraph(sentence, 140);
        const int before = paragraph.sizeHint().height();
        QFont font = paragraph.font();
        font.setPixelSize(30);
        paragraph.setFont(font);
        QVERIFY(paragraph.sizeHint().height() > before);
    }

    void isReadToTheBlind()
    {
        Paragraph paragraph(sentence, 140);
        QAccessibleInterface *told = QAccessible::queryAccessibleInterface(&paragraph);
        QVERIFY(told);
        QCOMPARE(told->role(), QAccessible::StaticText);
        QCOMPARE(told->text(QAccessible::Name), sentence);
    }
};

QTEST_MAIN(TestParagraph)
#include "tst_paragraph.moc"
