{
    "name": "Customer Review",
    "summary": "Review every quotation, sign the Contract (Order) Review Form,"
    " answer every complaint (ISO 9001 clause 8.2)",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Customer Review Founders",
    "license": "LGPL-3",
    "depends": ["sale_margin", "rating"],
    "data": [
        "security/customer_review_groups.xml",
        "security/ir.model.access.csv",
        "data/customer_review_department_data.xml",
        "views/customer_review_menus.xml",
    ],
    "demo": [
        "demo/customer_review_users_demo.xml",
    ],
    "application": True,
    "installable": True,
}
